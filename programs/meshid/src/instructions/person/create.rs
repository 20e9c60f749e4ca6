use {
    crate::{
        constants::PERSON_SEED,
        error::{MeshidError, Rule},
        events::{tell, PersonCreated},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct CreatePersonArgs {
    /// The genesis hash of the cluster.
    pub cluster: [u8; 32],
    /// X25519.
    pub encryption_key: [u8; 32],
    pub keyring_digest: [u8; 32],
    /// UTF-8 padded with zeros; all zeros for none.
    pub public_name: [u8; 32],
}

#[event_cpi]
#[derive(Accounts)]
pub struct CreatePerson {
    /// Twice the same wallet is ordinary here: one that founds its person and pays for it.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    pub founder: Signer,
    #[account(init, payer = payer, seeds = [PERSON_SEED, founder.address().as_ref()], bump)]
    pub person: Account<Person>,
    pub system_program: Program<System>,
}

impl CreatePersonArgs {
    fn validate(&self) -> Rule {
        let zeros = [0; 32];
        let keys = self.cluster != zeros && self.encryption_key != zeros && self.keyring_digest != zeros;
        require!(keys, MeshidError::ZeroKey);
        require_name(&self.public_name)
    }
}

pub fn handle(ctx: &mut Context<CreatePerson>, args: CreatePersonArgs) -> Result<()> {
    args.validate()?;
    let accounts = &mut ctx.accounts;
    accounts.person.create(NewPerson {
        bump: ctx.bumps.person,
        founder: *accounts.founder.address(),
        payer: *accounts.payer.address(),
        cluster: args.cluster,
        encryption_key: args.encryption_key,
        keyring_digest: args.keyring_digest,
        public_name: args.public_name,
    });
    accounts.person.invariant()?;
    let event = PersonCreated {
        person: *ctx.accounts.person.address(),
        founder: *ctx.accounts.founder.address(),
        encryption_key: args.encryption_key,
        keyring_digest: args.keyring_digest,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
