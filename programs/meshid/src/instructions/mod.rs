pub mod dataset;
pub mod device;
pub mod grant;
pub mod person;

pub use {
    dataset::{create::*, publish::*, rotate::*},
    device::{enroll::*, revoke::*, suspend::*},
    grant::{give::*, revoke::*},
    person::{create::*, set_keyring::*},
};
