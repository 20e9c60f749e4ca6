pub mod close;
pub mod share;
pub mod unshare;
