use {
    crate::{
        constants::{GROUP_SEED, SEALED_LABEL_BYTES},
        error::MeshidError,
        events::{tell, GroupCreated},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct CreateGroupArgs {
    /// `Person.next_id`: of two devices that create at once, the later is told.
    pub id: u64,
    /// X25519.
    pub encryption_key: [u8; 32],
    pub keyring_digest: [u8; 32],
    pub sealed_label: [u8; SEALED_LABEL_BYTES as usize],
}

#[event_cpi]
#[derive(Accounts)]
pub struct CreateGroup {
    /// Twice the same wallet is ordinary here: the authority that pays itself.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The authority, or the key of `actor_device`.
    pub actor: Signer,
    pub actor_device: Option<Account<Device>>,
    #[account(mut)]
    pub owner: Account<Person>,
    #[account(
        init,
        payer = payer,
        seeds = [GROUP_SEED, owner.address().as_ref(), bytemuck::bytes_of(&owner.next_id)],
        bump
    )]
    pub group: Account<Group>,
    pub system_program: Program<System>,
}

pub fn handle(ctx: &mut Context<CreateGroup>, args: CreateGroupArgs) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let owner = *accounts.owner.address();
    accounts
        .owner
        .require_actor(&owner, accounts.actor.address(), accounts.actor_device.as_deref())?;
    require!(accounts.owner.keyring_due == 0, MeshidError::KeyringDue);
    accounts.owner.take_id(args.id)?;
    accounts.group.create(&NewGroup {
        bump: ctx.bumps.group,
        owner,
        payer: *accounts.payer.address(),
        id: args.id,
        encryption_key: args.encryption_key,
        keyring_digest: args.keyring_digest,
        sealed_label: args.sealed_label,
    })?;
    accounts.owner.invariant()?;
    accounts.group.invariant()?;
    let event = GroupCreated {
        group: *accounts.group.address(),
        owner,
        actor: *accounts.actor.address(),
        id: args.id.into(),
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
