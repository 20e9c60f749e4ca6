use {
    crate::{
        events::{tell, GroupRotated},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RotateGroupArgs {
    pub previous_keyring_digest: [u8; 32],
    pub keyring_digest: [u8; 32],
    /// X25519; another than the current one.
    pub encryption_key: [u8; 32],
    /// The earliest expiry among the generation's members, Unix seconds; the largest number when none expires.
    pub valid_until: i64,
}

#[event_cpi]
#[derive(Accounts)]
pub struct RotateGroup {
    /// The authority, or the key of `actor_device`.
    pub actor: Signer,
    pub actor_device: Option<Account<Device>>,
    pub owner: Account<Person>,
    #[account(mut)]
    pub group: Account<Group>,
}

pub fn handle(ctx: &mut Context<RotateGroup>, args: RotateGroupArgs) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let accounts = &mut ctx.accounts;
    let owner = *accounts.owner.address();
    accounts.group.require_owner(&owner)?;
    accounts
        .owner
        .require_actor(&owner, accounts.actor.address(), accounts.actor_device.as_deref())?;
    let next = NextGeneration {
        previous_keyring_digest: &args.previous_keyring_digest,
        keyring_digest: &args.keyring_digest,
        encryption_key: &args.encryption_key,
        valid_until: args.valid_until,
    };
    accounts.group.rotate(&accounts.owner, &next, now)?;
    accounts.group.invariant()?;
    let event = GroupRotated {
        group: *accounts.group.address(),
        actor: *accounts.actor.address(),
        generation: accounts.group.generation,
        keyring_digest: args.keyring_digest,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
