pub mod enroll;
pub mod resume;
pub mod revoke;
pub mod set_role;
pub mod shrink;
pub mod suspend;
mod ticket;
