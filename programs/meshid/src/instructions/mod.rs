pub mod dataset;
pub mod device;
pub mod grant;
pub mod group;
pub mod person;
pub mod port;
pub mod program;

pub use {
    dataset::{close::*, create::*, publish::*, retire::*, rotate::*, transfer::*},
    device::{enroll::*, resume::*, revoke::*, set_role::*, shrink::*, suspend::*},
    grant::{close::*, give::*, revoke::*},
    group::{
        add_member::*, close::*, close_membership::*, create::*, remove_member::*, retire::*, rotate::*,
    },
    person::{
        accept_authority::*, cancel_recovery::*, create::*, finish_recovery::*, propose_authority::*,
        retire::*, set_keyring::*, set_recovery::*, start_recovery::*,
    },
    port::{close::*, share::*, unshare::*},
    program::{close::*, publish::*, retire::*},
};
