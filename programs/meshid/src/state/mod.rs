//! The accounts. Their transitions are methods here; instructions only choose and order them.
mod dataset;
mod device;
mod grant;
mod person;

pub use {dataset::*, device::*, grant::*, person::*};
