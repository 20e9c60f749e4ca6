pub mod add_member;
pub mod close;
pub mod close_membership;
pub mod create;
pub mod remove_member;
pub mod retire;
pub mod rotate;
