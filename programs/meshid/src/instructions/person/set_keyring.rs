use {
    crate::{
        events::{tell, PersonKeyringSet},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SetPersonKeyringArgs {
    pub previous_keyring_digest: [u8; 32],
    pub keyring_digest: [u8; 32],
    /// The current one to seal the same generation again, another to start the next.
    pub encryption_key: [u8; 32],
}

#[event_cpi]
#[derive(Accounts)]
pub struct SetPersonKeyring {
    /// The authority, or the key of `actor_device`.
    pub actor: Signer,
    pub actor_device: Option<Account<Device>>,
    #[account(mut)]
    pub person: Account<Person>,
}

pub fn handle(ctx: &mut Context<SetPersonKeyring>, args: SetPersonKeyringArgs) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let address = *accounts.person.address();
    accounts.person.require_actor(
        &address,
        accounts.actor.address(),
        accounts.actor_device.as_deref(),
    )?;
    accounts.person.set_keyring(
        &args.previous_keyring_digest,
        &args.keyring_digest,
        &args.encryption_key,
    )?;
    accounts.person.invariant()?;
    let event = PersonKeyringSet {
        person: address,
        actor: *ctx.accounts.actor.address(),
        generation: ctx.accounts.person.generation,
        keyring_digest: args.keyring_digest,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
