//! The register of meshid: who is who, and who may do what.
//!
//! There is no administrator. Removal is a change of status, never a closed account, because subscriptions don't report those.
//! Invariants that hold after every instruction:
//! 1. No instruction creates or loses a lamport of rent; who paid is stored and gets it back.
//! 2. Nothing signed by a suspended, revoked or void device or a former authority changes state.
//! 3. sequence, epoch, generation, access_sequence and next_id only grow, by one.
//! 4. A version is published only on the current sequence and epoch, with no rotation due.
//! 5. Nobody grants more than they hold.
//! 6. No address is ever used for two different things.
//! 7. An expired or not yet valid grant is as if absent.
#![allow(unexpected_cfgs)]

pub mod constants;
pub mod error;
pub mod events;
mod instructions;
pub mod state;

use anchor_lang::prelude::*;
use instructions::*;

declare_id!("5vDBvrPDdZStsrXgcviFntkzEdvbESAGGCEE6GXZ6CKH");

#[program]
pub mod meshid {
    use super::*;

    /// A wallet becomes a person, with its first encryption key and keyring.
    pub fn create_person(ctx: &mut Context<CreatePerson>, args: CreatePersonArgs) -> Result<()> {
        person::create::handle(ctx, args)
    }

    /// Replaces the person's keyring; a different encryption key starts the next generation.
    pub fn set_person_keyring(ctx: &mut Context<SetPersonKeyring>, args: SetPersonKeyringArgs) -> Result<()> {
        person::set_keyring::handle(ctx, args)
    }

    /// Makes a computer one of the person's, by co-signing or by a ticket in the Ed25519 instruction before this one.
    pub fn enroll_device(ctx: &mut Context<EnrollDevice>, args: EnrollDeviceArgs) -> Result<()> {
        device::enroll::handle(ctx, args)
    }

    /// Freezes a device at once; publishing waits for a keyring without it.
    pub fn suspend_device(ctx: &mut Context<SuspendDevice>) -> Result<()> {
        device::suspend::handle(ctx)
    }

    /// Ends a device for ever.
    pub fn revoke_device(ctx: &mut Context<RevokeDevice>) -> Result<()> {
        device::revoke::handle(ctx)
    }

    /// Makes an empty dataset under the person's next id.
    pub fn create_dataset(ctx: &mut Context<CreateDataset>, args: CreateDatasetArgs) -> Result<()> {
        dataset::create::handle(ctx, args)
    }

    /// Points the dataset to its next version.
    pub fn publish_version(ctx: &mut Context<PublishVersion>, args: PublishVersionArgs) -> Result<()> {
        dataset::publish::handle(ctx, args)
    }

    /// Starts the next epoch, under a keyring without the readers that were lost.
    pub fn rotate_epoch(ctx: &mut Context<RotateEpoch>, args: RotateEpochArgs) -> Result<()> {
        dataset::rotate::handle(ctx, args)
    }

    /// Lets a person or device use the dataset, and puts it into the keyring.
    pub fn grant_access(ctx: &mut Context<GrantAccess>, args: GrantAccessArgs) -> Result<()> {
        grant::give::handle(ctx, args)
    }

    /// Ends a grant, and starts the next epoch or makes one due.
    pub fn revoke_access(ctx: &mut Context<RevokeAccess>, args: RevokeAccessArgs) -> Result<()> {
        grant::revoke::handle(ctx, args)
    }
}
