pub mod close;
pub mod create;
pub mod publish;
pub mod retire;
pub mod rotate;
pub mod transfer;
