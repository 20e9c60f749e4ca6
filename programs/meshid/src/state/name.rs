use {
    crate::error::{MeshidError, Rule},
    anchor_lang::prelude::*,
};

/// UTF-8 padded with zeros, so that two that look the same are the same bytes.
#[inline(never)]
pub fn require_name(padded: &[u8]) -> Rule {
    let length = padded
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1);
    let name = &padded[..length];
    // A zero is valid UTF-8 in itself, but here it is padding.
    let well = !name.contains(&0) && core::str::from_utf8(name).is_ok();
    require!(well, MeshidError::NameMalformed);
    Ok(())
}
