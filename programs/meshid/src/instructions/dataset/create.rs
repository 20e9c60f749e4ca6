use {
    crate::{
        constants::{DATASET_SEED, SEALED_LABEL_BYTES},
        error::MeshidError,
        events::{tell, DatasetCreated},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct CreateDatasetArgs {
    /// `Person.next_id`: of two devices that create at once, the later is told.
    pub id: u64,
    pub keyring_digest: [u8; 32],
    /// The person's generation that the keyring was sealed for.
    pub owner_generation: u32,
    pub sealed_label: [u8; SEALED_LABEL_BYTES as usize],
}

#[event_cpi]
#[derive(Accounts)]
pub struct CreateDataset {
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
        seeds = [DATASET_SEED, owner.address().as_ref(), bytemuck::bytes_of(&owner.next_id)],
        bump
    )]
    pub dataset: Account<Dataset>,
    pub system_program: Program<System>,
}

pub fn handle(ctx: &mut Context<CreateDataset>, args: CreateDatasetArgs) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let owner = *accounts.owner.address();
    accounts
        .owner
        .require_actor(&owner, accounts.actor.address(), accounts.actor_device.as_deref())?;
    require!(accounts.owner.keyring_due == 0, MeshidError::KeyringDue);
    require!(
        accounts.owner.generation == args.owner_generation,
        MeshidError::GenerationMismatch
    );
    accounts.owner.take_id(args.id)?;
    accounts.dataset.create(NewDataset {
        bump: ctx.bumps.dataset,
        owner,
        payer: *accounts.payer.address(),
        id: args.id,
        owner_generation: accounts.owner.generation,
        keyring_digest: args.keyring_digest,
        sealed_label: args.sealed_label,
    })?;
    accounts.owner.invariant()?;
    accounts.dataset.invariant()?;
    let event = DatasetCreated {
        dataset: *ctx.accounts.dataset.address(),
        owner,
        actor: *ctx.accounts.actor.address(),
        id: args.id.into(),
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
