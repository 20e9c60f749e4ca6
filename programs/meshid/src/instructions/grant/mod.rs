pub mod close;
pub mod give;
mod granting;
pub mod revoke;
