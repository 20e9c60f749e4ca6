use {
    super::{Device, Group, Person},
    crate::{
        constants::{PRINCIPAL_DEVICE, PRINCIPAL_GROUP, PRINCIPAL_PERSON},
        error::MeshidError,
    },
    anchor_lang::prelude::*,
};

/// The account is what it is stated to be, and something that can be given access now.
pub fn require_principal(kind: u8, view: AccountView, now: i64) -> Result<()> {
    match kind {
        PRINCIPAL_PERSON => {
            let person = Account::<Person>::load(view).map_err(|_| MeshidError::PrincipalMismatch)?;
            let active = person.require_active().is_ok();
            require!(active, MeshidError::PrincipalNotActive);
        }
        PRINCIPAL_DEVICE => {
            let device = Account::<Device>::load(view).map_err(|_| MeshidError::PrincipalMismatch)?;
            require!(device.is_active(), MeshidError::PrincipalNotActive);
        }
        PRINCIPAL_GROUP => {
            let group = Account::<Group>::load(view).map_err(|_| MeshidError::PrincipalMismatch)?;
            let active = group.require_active().is_ok();
            require!(active, MeshidError::PrincipalNotActive);
            group.require_keyring_current(now)?;
        }
        _ => return Err(MeshidError::PrincipalMismatch.into()),
    }
    Ok(())
}
