pub mod enroll;
pub mod revoke;
pub mod suspend;
mod ticket;
