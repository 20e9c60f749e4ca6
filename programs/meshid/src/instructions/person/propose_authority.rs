use {
    crate::{
        events::{tell, AuthorityProposed},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ProposeAuthorityArgs {
    /// Zeros withdraw a proposal.
    pub proposed_authority: Address,
    /// Unix seconds; within `PROPOSAL_MAX_SECONDS`.
    pub proposed_until: i64,
}

#[event_cpi]
#[derive(Accounts)]
pub struct ProposeAuthority {
    pub authority: Signer,
    #[account(mut)]
    pub person: Account<Person>,
}

pub fn handle(ctx: &mut Context<ProposeAuthority>, args: ProposeAuthorityArgs) -> Result<()> {
    let accounts = &mut ctx.accounts;
    accounts.person.require_authority(accounts.authority.address())?;
    accounts.person.propose_authority(
        &args.proposed_authority,
        args.proposed_until,
        Clock::get()?.unix_timestamp,
    )?;
    accounts.person.invariant()?;
    let event = AuthorityProposed {
        person: *accounts.person.address(),
        proposed_authority: args.proposed_authority,
        proposed_until: accounts.person.proposed_until,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
