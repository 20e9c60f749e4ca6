pub mod create;
pub mod publish;
pub mod rotate;
