use {
    crate::{
        events::{tell, AuthorityAccepted},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[event_cpi]
#[derive(Accounts)]
pub struct AcceptAuthority {
    pub proposed_authority: Signer,
    #[account(mut)]
    pub person: Account<Person>,
}

pub fn handle(ctx: &mut Context<AcceptAuthority>) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let signer = *accounts.proposed_authority.address();
    accounts
        .person
        .accept_authority(&signer, Clock::get()?.unix_timestamp)?;
    accounts.person.invariant()?;
    let event = AuthorityAccepted {
        person: *accounts.person.address(),
        authority: signer,
        access_sequence: accounts.person.access_sequence,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
