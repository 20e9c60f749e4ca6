pub mod close;
pub mod publish;
pub mod retire;
