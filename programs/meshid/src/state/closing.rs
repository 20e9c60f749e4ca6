use {
    crate::{
        constants::CLOSE_DELAY_SECONDS,
        error::{MeshidError, Rule},
    },
    anchor_lang::prelude::*,
};

/// Whether something was closed, and so ended long ago, when its account is gone.
pub const LONG_AGO: i64 = 1;

/// Whoever watches the chain had a day to see that it ended. `ended_at` is 0 for what hasn't.
pub fn require_closable(ended_at: i64, now: i64) -> Rule {
    require!(ended_at != 0, MeshidError::NotEnded);
    let passed = now.saturating_sub(ended_at);
    require!(passed >= CLOSE_DELAY_SECONDS, MeshidError::ClosedTooEarly);
    Ok(())
}

/// The earlier of two ends, of which 0 is none.
pub fn earlier(one: i64, other: i64) -> i64 {
    match (one, other) {
        (0, end) | (end, 0) => end,
        _ => one.min(other),
    }
}
