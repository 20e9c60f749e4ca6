pub mod create;
pub mod set_keyring;
