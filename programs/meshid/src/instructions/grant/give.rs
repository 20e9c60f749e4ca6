use {
    crate::{
        constants::{GRANT_SEED, KIND_DATASET, PRINCIPAL_DEVICE, PRINCIPAL_PERSON},
        error::MeshidError,
        events::AccessGranted,
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct GrantAccessArgs {
    /// 1 person, 2 device.
    pub principal_kind: u8,
    /// Bits: 1 read, 2 write, 4 admin.
    pub permissions: u32,
    /// Unix seconds; 0 for at once.
    pub not_before: i64,
    /// Unix seconds; 0 for never.
    pub expires_at: i64,
    /// Only inside jobs of this program; zero for any use.
    pub via_program: Address,
    pub previous_keyring_digest: [u8; 32],
    /// The dataset's keyring with the principal in it.
    pub keyring_digest: [u8; 32],
}

#[event_cpi]
#[derive(Accounts)]
pub struct GrantAccess {
    /// Twice the same wallet is ordinary here: the authority that pays itself.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The authority, or the key of `actor_device`.
    pub actor: Signer,
    pub actor_device: Option<Account<Device>>,
    pub owner: Account<Person>,
    #[account(mut)]
    pub dataset: Account<Dataset>,
    /// A Person or Device account, checked by its stated kind.
    pub principal: UncheckedAccount,
    #[account(
        init_if_needed,
        payer = payer,
        seeds = [GRANT_SEED, dataset.address().as_ref(), principal.address().as_ref()],
        bump
    )]
    pub grant: Account<Grant>,
    pub system_program: Program<System>,
}

impl GrantAccess {
    fn validate(&self, kind: u8) -> Result<()> {
        let owner = self.owner.address();
        self.dataset.require_owner(owner)?;
        self.owner
            .require_actor(owner, self.actor.address(), self.actor_device.as_deref())?;
        require!(self.principal.address() != owner, MeshidError::GrantToOwner);
        let principal = *self.principal.account();
        match kind {
            PRINCIPAL_PERSON => {
                let person =
                    Account::<Person>::load(principal).map_err(|_| MeshidError::PrincipalMismatch)?;
                person
                    .require_active()
                    .map_err(|_| MeshidError::PrincipalNotActive.into())
            }
            PRINCIPAL_DEVICE => {
                let device =
                    Account::<Device>::load(principal).map_err(|_| MeshidError::PrincipalMismatch)?;
                require!(device.is_active(), MeshidError::PrincipalNotActive);
                Ok(())
            }
            _ => Err(MeshidError::PrincipalMismatch.into()),
        }
    }

    fn give(&mut self, args: &GrantAccessArgs, terms: GrantTerms, bump: u8) -> Result<()> {
        self.dataset
            .replace_keyring_digest(&args.previous_keyring_digest, &args.keyring_digest)?;
        let serial = self.dataset.raise_access_sequence()?;
        let subject = GrantSubject {
            bump,
            payer: *self.payer.address(),
            resource_kind: KIND_DATASET,
            resource: *self.dataset.address(),
            principal_kind: args.principal_kind,
            principal: *self.principal.address(),
            granter: *self.owner.address(),
            serial,
        };
        let was_reader = self.grant.is_reader();
        self.grant.give(subject, terms);
        if was_reader && !self.grant.is_reader() {
            self.dataset.rotation_due = 1;
        }
        if self.grant.is_reader() && args.expires_at != 0 {
            let earliest = self.dataset.epoch_valid_until.get().min(args.expires_at);
            self.dataset.epoch_valid_until = earliest.into();
        }
        Ok(())
    }
}

pub fn handle(ctx: &mut Context<GrantAccess>, args: GrantAccessArgs) -> Result<()> {
    let terms = GrantTerms {
        permissions: args.permissions,
        not_before: args.not_before,
        expires_at: args.expires_at,
        via_program: args.via_program,
    };
    terms.validate(Clock::get()?.unix_timestamp)?;
    ctx.accounts.validate(args.principal_kind)?;
    ctx.accounts.give(&args, terms, ctx.bumps.grant)?;
    ctx.accounts.grant.invariant()?;
    ctx.accounts.dataset.invariant()?;
    emit_cpi!(AccessGranted {
        grant: *ctx.accounts.grant.address(),
        resource: *ctx.accounts.dataset.address(),
        principal: *ctx.accounts.principal.address(),
        actor: *ctx.accounts.actor.address(),
        permissions: args.permissions,
        not_before: args.not_before,
        expires_at: args.expires_at,
        serial: ctx.accounts.grant.serial.get(),
    });
    Ok(())
}
