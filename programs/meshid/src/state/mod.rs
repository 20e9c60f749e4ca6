//! The accounts. Their transitions are methods here; instructions only choose and order them.
mod acting;
mod closing;
mod dataset;
mod device;
mod grant;
mod group;
mod membership;
mod name;
mod person;
mod port;
mod principal;
/// By its full path only: Anchor's prelude has a `Program` too.
pub mod program;
mod recovery;
mod resource;

pub use {
    acting::*, closing::*, dataset::*, device::*, grant::*, group::*, membership::*, name::*, person::*,
    port::*, principal::*, resource::*,
};
