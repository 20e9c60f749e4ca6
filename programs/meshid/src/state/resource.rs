use {
    super::{Dataset, Device, Group, Person, Port, LONG_AGO},
    crate::{
        constants::{
            DATASET_PERMISSIONS, DEVICE_PERMISSIONS, GROUP_PERMISSIONS, KIND_DATASET, KIND_DEVICE,
            KIND_GROUP, KIND_PORT, PORT_PERMISSIONS,
        },
        error::{MeshidError, Rule},
    },
    anchor_lang::prelude::*,
};

/// What a grant can be on. Its kind is what its discriminator says, never what a caller says.
pub enum Resource {
    Dataset(Account<Dataset>),
    Port(Account<Port>),
    /// Not written to: its person counts its changes.
    Device(Account<Device>),
    Group(Account<Group>),
}

impl Resource {
    /// Opens for writing all but a device.
    pub fn open(view: AccountView) -> Result<Self> {
        let discriminator = discriminator_of(&view)?;
        // SAFETY: the four kinds differ in their discriminators, so no other account of the instruction that was loaded as
        // another type is this one; a device is only read. Accounts of these types are opened nowhere else beside a grant.
        unsafe {
            if discriminator == Dataset::DISCRIMINATOR {
                return Ok(Self::Dataset(Account::load_mut(view)?));
            }
            if discriminator == Port::DISCRIMINATOR {
                return Ok(Self::Port(Account::load_mut(view)?));
            }
            if discriminator == Group::DISCRIMINATOR {
                return Ok(Self::Group(Account::load_mut(view)?));
            }
        }
        if discriminator == Device::DISCRIMINATOR {
            return Ok(Self::Device(Account::load(view)?));
        }
        Err(MeshidError::ResourceMismatch.into())
    }

    /// When what is, or was, at a grant's or membership's resource ended; 0 while it hasn't. What is gone was closed, which
    /// came a day after its end; ids are never used twice, so nothing else is ever there.
    pub fn ended_at(view: AccountView) -> Result<i64> {
        if view.is_data_empty() {
            return Ok(LONG_AGO);
        }
        let discriminator = discriminator_of(&view)?;
        let ended_at = if discriminator == Dataset::DISCRIMINATOR {
            Account::<Dataset>::load(view)?.ended_at
        } else if discriminator == Port::DISCRIMINATOR {
            Account::<Port>::load(view)?.ended_at
        } else if discriminator == Group::DISCRIMINATOR {
            Account::<Group>::load(view)?.ended_at
        } else {
            Account::<Device>::load(view)?.ended_at
        };
        Ok(ended_at.get())
    }

    pub fn kind(&self) -> u8 {
        match self {
            Self::Dataset(_) => KIND_DATASET,
            Self::Port(_) => KIND_PORT,
            Self::Device(_) => KIND_DEVICE,
            Self::Group(_) => KIND_GROUP,
        }
    }

    pub fn permissions(&self) -> u32 {
        match self {
            Self::Dataset(_) => DATASET_PERMISSIONS,
            Self::Port(_) => PORT_PERMISSIONS,
            Self::Device(_) => DEVICE_PERMISSIONS,
            Self::Group(_) => GROUP_PERMISSIONS,
        }
    }

    /// It is this person's, and not retired or unshared.
    pub fn require_owner(&self, owner: &Address) -> Rule {
        match self {
            Self::Dataset(dataset) => dataset.require_owner(owner),
            Self::Port(port) => port.require_owner(owner),
            Self::Group(group) => group.require_owner(owner),
            Self::Device(device) => {
                require!(device.person == *owner, MeshidError::NotOwner);
                Ok(())
            }
        }
    }

    /// Nothing is granted on a device that is suspended or revoked; what was granted on it can still be revoked.
    pub fn require_grantable(&self) -> Rule {
        if let Self::Device(device) = self {
            require!(device.is_active(), MeshidError::DeviceNotActive);
        }
        Ok(())
    }

    /// Only a dataset has a keyring here: a group's changes with its members.
    pub fn replace_keyring_digest(&mut self, previous: &[u8; 32], digest: &[u8; 32]) -> Rule {
        if let Self::Dataset(dataset) = self {
            return dataset.replace_keyring_digest(previous, digest);
        }
        let none = *previous == [0; 32] && *digest == [0; 32];
        require!(none, MeshidError::KeyringUnexpected);
        Ok(())
    }

    /// Counts a change of who may do what here.
    pub fn raise_access_sequence(&mut self, owner: &mut Person) -> Rule {
        match self {
            Self::Dataset(dataset) => dataset.raise_access_sequence(),
            Self::Port(port) => port.raise_access_sequence(),
            Self::Group(group) => group.raise_access_sequence(),
            Self::Device(_) => owner.raise_access_sequence(),
        }
    }

    pub fn access_sequence(&self, owner: &Person) -> PodU64 {
        match self {
            Self::Dataset(dataset) => dataset.access_sequence,
            Self::Port(port) => port.access_sequence,
            Self::Group(group) => group.access_sequence,
            Self::Device(_) => owner.access_sequence,
        }
    }

    pub fn dataset(&mut self) -> Option<&mut Account<Dataset>> {
        match self {
            Self::Dataset(dataset) => Some(dataset),
            _ => None,
        }
    }

    pub fn invariant(&self) -> Rule {
        match self {
            Self::Dataset(dataset) => dataset.invariant(),
            Self::Port(port) => port.invariant(),
            Self::Group(group) => group.invariant(),
            Self::Device(device) => device.invariant(),
        }
    }
}

fn discriminator_of(view: &AccountView) -> Result<[u8; 8]> {
    require!(view.owned_by(&crate::ID), MeshidError::ResourceMismatch);
    let data = view.try_borrow()?;
    let first = data.first_chunk().ok_or(MeshidError::ResourceMismatch)?;
    Ok(*first)
}
