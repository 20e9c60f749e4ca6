use {
    crate::{
        error::MeshidError,
        events::{tell, ProgramClosed},
        state::{program::Program, *},
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct CloseProgram {
    pub authority: Signer,
    #[account(constraint = published_program.owner == *owner.address() @ MeshidError::NotOwner)]
    pub owner: Account<Person>,
    #[account(mut, close = rent_payer)]
    pub published_program: Account<Program>,
    /// May be the authority too.
    #[account(mut, unsafe(dup), address = published_program.rent_payer @ MeshidError::RentPayerMismatch)]
    pub rent_payer: UncheckedAccount,
}

pub fn handle(ctx: &mut Context<CloseProgram>) -> Result<()> {
    let accounts = &ctx.accounts;
    accounts
        .owner
        .require_authority_even_retired(accounts.authority.address())?;
    require_closable(
        accounts.published_program.ended_at.get(),
        Clock::get()?.unix_timestamp,
    )?;
    let event = ProgramClosed {
        published_program: *accounts.published_program.address(),
        rent_payer: *accounts.rent_payer.address(),
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
