use {
    crate::{
        events::{tell, DatasetTransferred},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct TransferDatasetArgs {
    pub previous_keyring_digest: [u8; 32],
    /// The dataset's keyring with the new owner in it.
    pub keyring_digest: [u8; 32],
}

#[event_cpi]
#[derive(Accounts)]
pub struct TransferDataset {
    pub authority: Signer,
    pub owner: Account<Person>,
    pub new_owner: Account<Person>,
    #[account(mut)]
    pub dataset: Account<Dataset>,
}

pub fn handle(ctx: &mut Context<TransferDataset>, args: TransferDatasetArgs) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let (owner, new_owner) = (*accounts.owner.address(), *accounts.new_owner.address());
    accounts.dataset.require_owner(&owner)?;
    accounts.owner.require_authority(accounts.authority.address())?;
    accounts.new_owner.require_active()?;
    accounts
        .dataset
        .replace_keyring_digest(&args.previous_keyring_digest, &args.keyring_digest)?;
    accounts.dataset.transfer(&new_owner)?;
    accounts.dataset.invariant()?;
    let event = DatasetTransferred {
        dataset: *accounts.dataset.address(),
        owner,
        new_owner,
        access_sequence: accounts.dataset.access_sequence,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
