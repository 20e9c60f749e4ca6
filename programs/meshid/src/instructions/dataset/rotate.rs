use {
    crate::{
        events::{tell, EpochRotated},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RotateEpochArgs {
    pub previous_keyring_digest: [u8; 32],
    pub keyring_digest: [u8; 32],
    /// The earliest expiry among the new epoch's readers, Unix seconds; the largest number when none expires.
    pub valid_until: i64,
}

#[event_cpi]
#[derive(Accounts)]
pub struct RotateEpoch {
    /// The authority, or the key of `actor_device`.
    pub actor: Signer,
    pub actor_device: Option<Account<Device>>,
    pub owner: Account<Person>,
    #[account(mut)]
    pub dataset: Account<Dataset>,
}

pub fn handle(ctx: &mut Context<RotateEpoch>, args: RotateEpochArgs) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let accounts = &mut ctx.accounts;
    let owner = *accounts.owner.address();
    accounts.dataset.require_owner(&owner)?;
    accounts
        .owner
        .require_actor(&owner, accounts.actor.address(), accounts.actor_device.as_deref())?;
    let (previous, next) = (&args.previous_keyring_digest, &args.keyring_digest);
    accounts
        .dataset
        .rotate(&accounts.owner, previous, next, args.valid_until, now)?;
    accounts.dataset.invariant()?;
    let event = EpochRotated {
        dataset: *ctx.accounts.dataset.address(),
        actor: *ctx.accounts.actor.address(),
        epoch: ctx.accounts.dataset.epoch,
        keyring_digest: args.keyring_digest,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
