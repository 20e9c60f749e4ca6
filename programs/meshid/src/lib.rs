//! The register of meshid: who is who, and who may do what.
//!
//! There is no administrator. Removal is a change of status, never a closed account, because subscriptions don't report those.
//! Invariants that hold after every instruction:
//! 1. No instruction creates or loses a lamport of rent; who paid is stored and gets it back.
//! 2. Nothing signed by a suspended, revoked or void device, an expired member or a former authority changes state.
//! 3. sequence, epoch, generation, access_sequence and next_id only grow, by one.
//! 4. A version is published only on the current sequence and epoch, with no rotation due.
//! 5. Nobody grants more than they hold; no grantee removes, replaces or outlives the owner.
//! 6. No address is ever used for two different things.
//! 7. An expired or not yet valid grant, member or proposal is as if absent, whether or not anybody cleaned it up.
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

    /// Names the wallet that the person's authority is to pass to; it accepts in time, or nothing changes.
    pub fn propose_authority(ctx: &mut Context<ProposeAuthority>, args: ProposeAuthorityArgs) -> Result<()> {
        person::propose_authority::handle(ctx, args)
    }

    /// The proposed wallet becomes the authority.
    pub fn accept_authority(ctx: &mut Context<AcceptAuthority>) -> Result<()> {
        person::accept_authority::handle(ctx)
    }

    /// Sets, changes or removes who may recover the person; a change is in effect one delay later.
    pub fn set_recovery(ctx: &mut Context<SetRecovery>, args: SetRecoveryArgs) -> Result<()> {
        person::set_recovery::handle(ctx, args)
    }

    /// The recovery authority begins to hand the person to a new authority, and drops a pending change of recovery.
    pub fn start_recovery(ctx: &mut Context<StartRecovery>, args: StartRecoveryArgs) -> Result<()> {
        person::start_recovery::handle(ctx, args)
    }

    /// Ends a recovery that runs, by the recovery authority, or the authority together with a device it long trusts.
    pub fn cancel_recovery(ctx: &mut Context<CancelRecovery>) -> Result<()> {
        person::cancel_recovery::handle(ctx)
    }

    /// One delay after its start: the new authority takes the person over, and every device of before is void.
    pub fn finish_recovery(ctx: &mut Context<FinishRecovery>) -> Result<()> {
        person::finish_recovery::handle(ctx)
    }

    /// Replaces the person's keyring; a different encryption key starts the next generation.
    pub fn set_person_keyring(ctx: &mut Context<SetPersonKeyring>, args: SetPersonKeyringArgs) -> Result<()> {
        person::set_keyring::handle(ctx, args)
    }

    /// Ends a person for ever. Its account stays.
    pub fn retire_person(ctx: &mut Context<RetirePerson>) -> Result<()> {
        person::retire::handle(ctx)
    }

    /// Makes a computer one of the person's, by co-signing or by a ticket in the Ed25519 instruction before this one.
    pub fn enroll_device(ctx: &mut Context<EnrollDevice>, args: EnrollDeviceArgs) -> Result<()> {
        device::enroll::handle(ctx, args)
    }

    /// Makes a device an admin, or a member again.
    pub fn set_device_role(ctx: &mut Context<SetDeviceRole>, args: SetDeviceRoleArgs) -> Result<()> {
        device::set_role::handle(ctx, args)
    }

    /// Freezes a device at once; publishing waits for a keyring without it.
    pub fn suspend_device(ctx: &mut Context<SuspendDevice>) -> Result<()> {
        device::suspend::handle(ctx)
    }

    /// Makes a suspended device active again.
    pub fn resume_device(ctx: &mut Context<ResumeDevice>, args: ResumeDeviceArgs) -> Result<()> {
        device::resume::handle(ctx, args)
    }

    /// Ends a device for ever.
    pub fn revoke_device(ctx: &mut Context<RevokeDevice>) -> Result<()> {
        device::revoke::handle(ctx)
    }

    /// Shrinks a revoked device's account to a tombstone, and gives back the rent of the rest.
    pub fn shrink_device(ctx: &mut Context<ShrinkDevice>) -> Result<()> {
        device::shrink::handle(ctx)
    }

    /// Makes an empty group under the person's next id.
    pub fn create_group(ctx: &mut Context<CreateGroup>, args: CreateGroupArgs) -> Result<()> {
        group::create::handle(ctx, args)
    }

    /// Puts a person or device into a group and its keyring, or changes its role or expiry.
    pub fn add_member(ctx: &mut Context<AddMember>, args: AddMemberArgs) -> Result<()> {
        group::add_member::handle(ctx, args)
    }

    /// Takes a member out of a group, and starts the next generation or makes one due.
    pub fn remove_member(ctx: &mut Context<RemoveMember>, args: RemoveMemberArgs) -> Result<()> {
        group::remove_member::handle(ctx, args)
    }

    /// Starts the group's next generation, under a keyring without the members that were lost.
    pub fn rotate_group(ctx: &mut Context<RotateGroup>, args: RotateGroupArgs) -> Result<()> {
        group::rotate::handle(ctx, args)
    }

    /// Ends a group; what was granted to it holds for nobody.
    pub fn retire_group(ctx: &mut Context<RetireGroup>) -> Result<()> {
        group::retire::handle(ctx)
    }

    /// Closes a group's account a day after its end; the rent goes to whoever paid it.
    pub fn close_group(ctx: &mut Context<CloseGroup>) -> Result<()> {
        group::close::handle(ctx)
    }

    /// Closes a membership's account a day after its, or its group's, end; the rent goes to whoever paid it.
    pub fn close_membership(ctx: &mut Context<CloseMembership>) -> Result<()> {
        group::close_membership::handle(ctx)
    }

    /// Publishes a program under the person's next id, or the next version of one.
    pub fn publish_program(ctx: &mut Context<PublishProgram>, args: PublishProgramArgs) -> Result<()> {
        program::publish::handle(ctx, args)
    }

    /// Ends a program; no job of it starts again.
    pub fn retire_program(ctx: &mut Context<RetireProgram>) -> Result<()> {
        program::retire::handle(ctx)
    }

    /// Closes a program's account a day after its end; the rent goes to whoever paid it.
    pub fn close_program(ctx: &mut Context<CloseProgram>) -> Result<()> {
        program::close::handle(ctx)
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

    /// Gives a dataset to another person, who rotates its epoch before anything is published.
    pub fn transfer_dataset(ctx: &mut Context<TransferDataset>, args: TransferDatasetArgs) -> Result<()> {
        dataset::transfer::handle(ctx, args)
    }

    /// Ends a dataset, and with it every grant on it.
    pub fn retire_dataset(ctx: &mut Context<RetireDataset>) -> Result<()> {
        dataset::retire::handle(ctx)
    }

    /// Closes a dataset's account a day after its end; the rent goes to whoever paid it.
    pub fn close_dataset(ctx: &mut Context<CloseDataset>) -> Result<()> {
        dataset::close::handle(ctx)
    }

    /// Lets a person, device or group use a dataset, port, device or group; a dataset's reader comes into its keyring.
    pub fn grant_access(ctx: &mut Context<GrantAccess>, args: GrantAccessArgs) -> Result<()> {
        grant::give::handle(ctx, args)
    }

    /// Ends a grant, and starts a dataset's next epoch or makes one due.
    pub fn revoke_access(ctx: &mut Context<RevokeAccess>, args: RevokeAccessArgs) -> Result<()> {
        grant::revoke::handle(ctx, args)
    }

    /// Closes a grant's account a day after its, its parent's or its resource's end; the rent goes to whoever paid it.
    pub fn close_grant(ctx: &mut Context<CloseGrant>) -> Result<()> {
        grant::close::handle(ctx)
    }

    /// Offers an application port of a device under the person's next id.
    pub fn share_port(ctx: &mut Context<SharePort>, args: SharePortArgs) -> Result<()> {
        port::share::handle(ctx, args)
    }

    /// Ends the offer of a port, and with it every grant on it.
    pub fn unshare_port(ctx: &mut Context<UnsharePort>) -> Result<()> {
        port::unshare::handle(ctx)
    }

    /// Closes a port's account a day after its end; the rent goes to whoever paid it.
    pub fn close_port(ctx: &mut Context<ClosePort>) -> Result<()> {
        port::close::handle(ctx)
    }
}
