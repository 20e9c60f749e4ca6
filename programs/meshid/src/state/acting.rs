use {
    super::{Device, Person},
    crate::{
        constants::{PRINCIPAL_DEVICE, PRINCIPAL_PERSON},
        error::{MeshidError, Rule},
    },
    anchor_lang::prelude::*,
};

/// Who signed, for which person, and through which of its devices (through none: as its authority).
pub struct Acting<'a> {
    pub signer: &'a Address,
    pub person: &'a Account<Person>,
    pub device: Option<&'a Account<Device>>,
}

impl Acting<'_> {
    /// As the person's authority or through one of its active admin devices.
    pub fn require_actor(&self) -> Rule {
        let device = self.device.map(|device| &**device);
        self.person
            .require_actor(self.person.address(), self.signer, device)
    }

    /// For what the person or the device holds itself: a device needs no role for what was granted to it by name.
    pub fn require_principal(&self, kind: u8, principal: &Address) -> Rule {
        match (kind, self.device) {
            (PRINCIPAL_PERSON, _) if self.person.address() == principal => self.require_actor(),
            (PRINCIPAL_DEVICE, Some(device)) if device.address() == principal => {
                self.person
                    .require_device(self.person.address(), self.signer, device)
            }
            _ => Err(MeshidError::GrantMismatch),
        }
    }
}
