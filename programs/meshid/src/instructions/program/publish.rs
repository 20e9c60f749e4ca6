// Anchor's derive binds the arguments in functions too that have no use for them.
#![allow(unused_variables)]

use {
    crate::{
        constants::{NAME_BYTES, PROGRAM_SEED},
        error::{MeshidError, Rule},
        events::{tell, ProgramPublished},
        state::{program::*, *},
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct PublishProgramArgs {
    /// `Person.next_id` for a new program, its own for a next version.
    pub id: u64,
    /// One more than the current one; 1 for a new program.
    pub bundle_version: u32,
    /// SHA-256 of the bundle.
    pub bundle_digest: [u8; 32],
    /// 0 interactive, 1 batch; never changes.
    pub class: u8,
    /// UTF-8 padded with zeros.
    pub slug: [u8; NAME_BYTES as usize],
}

#[event_cpi]
#[derive(Accounts)]
#[instruction(args: PublishProgramArgs)]
pub struct PublishProgram {
    /// Twice the same wallet is ordinary here: the authority that pays itself.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The authority, or the key of `actor_device`.
    pub actor: Signer,
    pub actor_device: Option<Account<Device>>,
    #[account(mut)]
    pub owner: Account<Person>,
    #[account(
        init_if_needed,
        payer = payer,
        seeds = [PROGRAM_SEED, owner.address().as_ref(), &args.id.to_le_bytes()],
        bump = published_program.bump
    )]
    pub published_program: Account<crate::state::program::Program>,
    pub system_program: anchor_lang::accounts::Program<System>,
}

impl PublishProgram {
    fn publish(&mut self, args: &PublishProgramArgs, bump: u8) -> Rule {
        let owner = *self.owner.address();
        if self.published_program.version == 0 {
            self.owner.take_id(args.id)?;
            self.published_program.create(&NewProgram {
                bump,
                owner,
                payer: *self.payer.address(),
                id: args.id,
                class: args.class,
            })?;
        }
        self.published_program.require_owner(&owner)?;
        let class = self.published_program.class == args.class;
        require!(class, MeshidError::UnknownClass);
        self.published_program
            .publish(args.bundle_version, &args.bundle_digest, &args.slug)
    }
}

pub fn handle(ctx: &mut Context<PublishProgram>, args: PublishProgramArgs) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let owner = *accounts.owner.address();
    accounts
        .owner
        .require_actor(&owner, accounts.actor.address(), accounts.actor_device.as_deref())?;
    accounts.publish(&args, ctx.bumps.published_program)?;
    accounts.owner.invariant()?;
    accounts.published_program.invariant()?;
    let event = ProgramPublished {
        published_program: *accounts.published_program.address(),
        owner,
        actor: *accounts.actor.address(),
        bundle_version: args.bundle_version.into(),
        bundle_digest: args.bundle_digest,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
