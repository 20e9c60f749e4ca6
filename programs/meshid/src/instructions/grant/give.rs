use {
    super::granting::Granting,
    crate::{
        constants::{GRANT_SEED, PERMISSION_ADMIN},
        error::MeshidError,
        events::{tell, AccessGranted},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct GrantAccessArgs {
    /// 1 person, 2 device, 3 group.
    pub principal_kind: u8,
    /// Bits: 1 read, 2 write, 4 admin, 8 connect, 16 run.
    pub permissions: u32,
    /// Unix seconds; 0 for at once.
    pub not_before: i64,
    /// Unix seconds; 0 for never.
    pub expires_at: i64,
    /// Only inside jobs of this program; zero for any use.
    pub via_program: Address,
    /// Zeros, both, but for a dataset.
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
    /// The authority of `owner` or `granter`, or the key of `actor_device`.
    pub actor: Signer,
    pub actor_device: Option<Account<Device>>,
    /// The resource's; it counts the changes of its devices. Twice it can be here as the principal only, which is refused.
    #[account(mut, unsafe(dup))]
    pub owner: Account<Person>,
    /// The person that the actor acts for, when that isn't the owner.
    pub granter: Option<Account<Person>>,
    /// The admin grant on the resource by which the granter grants.
    pub parent: Option<Account<Grant>>,
    /// A Dataset, Port, Device or Group. A device is only read, so it may be the actor's or the principal too.
    #[account(mut, unsafe(dup))]
    pub resource: UncheckedAccount,
    /// A Person, Device or Group, checked by its stated kind.
    pub principal: UncheckedAccount,
    #[account(
        init_if_needed,
        payer = payer,
        seeds = [GRANT_SEED, resource.address().as_ref(), principal.address().as_ref()],
        bump = grant.bump
    )]
    pub grant: Account<Grant>,
    pub system_program: Program<System>,
}

impl GrantAccess {
    /// Returns the grant that this one is to be made under, and its serial.
    fn validate(
        &self,
        resource: &Resource,
        kind: u8,
        terms: &GrantTerms,
        now: i64,
    ) -> Result<(Address, PodU64)> {
        resource.require_owner(self.owner.address())?;
        resource.require_grantable()?;
        terms.validate(resource.permissions(), now)?;
        let granting = Granting {
            signer: self.actor.address(),
            device: self.actor_device.as_ref(),
            owner: &self.owner,
            granter: self.granter.as_ref(),
            parent: self.parent.as_ref(),
            resource: self.resource.address(),
            now,
        };
        let principal = self.principal.address();
        let parent = granting.require_granter()?;
        require!(principal != self.owner.address(), MeshidError::GrantToOwner);
        require_principal(kind, *self.principal.account(), now)?;
        let Some(parent) = parent else {
            return Ok((NOBODY, 0.into()));
        };
        terms.require_within(parent)?;
        let granter = self.granter.as_ref().unwrap_or(&self.owner);
        let others = self.grant.is_held(now) && self.grant.granter != *granter.address();
        require!(!others, MeshidError::NotGranter);
        Ok((*parent.address(), parent.serial))
    }

    fn give(&mut self, resource: &mut Resource, subject: &GrantSubject, terms: &GrantTerms) {
        let was_reader = self.grant.is_reader();
        // What was granted under the grant ends with its serial, and may have had readers.
        let gave_readers = was_reader && self.grant.holds(PERMISSION_ADMIN);
        self.grant.give(subject, terms);
        let is_reader = self.grant.is_reader();
        if let Some(dataset) = resource.dataset() {
            if gave_readers || (was_reader && !is_reader) {
                dataset.rotation_due = 1;
            }
            if is_reader && terms.expires_at != 0 {
                let earliest = dataset.epoch_valid_until.get().min(terms.expires_at);
                dataset.epoch_valid_until = earliest.into();
            }
        }
    }
}

pub fn handle(ctx: &mut Context<GrantAccess>, args: GrantAccessArgs) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let terms = GrantTerms {
        permissions: args.permissions,
        not_before: args.not_before,
        expires_at: args.expires_at,
        via_program: args.via_program,
    };
    let accounts = &mut ctx.accounts;
    let itself = accounts.resource.address() == accounts.principal.address();
    require!(!itself, MeshidError::GrantToItself);
    let mut resource = Resource::open(*accounts.resource.account())?;
    let (parent, parent_serial) = accounts.validate(&resource, args.principal_kind, &terms, now)?;
    resource.replace_keyring_digest(&args.previous_keyring_digest, &args.keyring_digest)?;
    resource.raise_access_sequence(&mut accounts.owner)?;
    let granter = accounts.granter.as_ref().unwrap_or(&accounts.owner);
    let subject = GrantSubject {
        bump: ctx.bumps.grant,
        payer: *accounts.payer.address(),
        resource_kind: resource.kind(),
        resource: *accounts.resource.address(),
        principal_kind: args.principal_kind,
        principal: *accounts.principal.address(),
        granter: *granter.address(),
        serial: resource.access_sequence(&accounts.owner),
        parent,
        parent_serial,
    };
    accounts.give(&mut resource, &subject, &terms);
    accounts.grant.invariant()?;
    resource.invariant()?;
    let event = AccessGranted {
        grant: *accounts.grant.address(),
        resource: subject.resource,
        principal: subject.principal,
        actor: *accounts.actor.address(),
        permissions: args.permissions.into(),
        not_before: args.not_before.into(),
        expires_at: args.expires_at.into(),
        serial: subject.serial,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
