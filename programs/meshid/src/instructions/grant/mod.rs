pub mod give;
pub mod revoke;
