use {
    crate::error::{MeshidError, Rule},
    anchor_lang::prelude::*,
};

/// UTF-8 padded with zeros, so that two that look the same are the same bytes.
#[inline(never)]
pub fn require_name(padded: &[u8]) -> Rule {
    let length = padded.iter().position(|byte| *byte == 0).unwrap_or(padded.len());
    let (name, padding) = padded.split_at(length);
    let well = padding.iter().all(|byte| *byte == 0) && core::str::from_utf8(name).is_ok();
    require!(well, MeshidError::NameMalformed);
    Ok(())
}
