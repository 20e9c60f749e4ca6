use {
    crate::{
        constants::{MEMBER_SEED, PRINCIPAL_DEVICE, PRINCIPAL_PERSON},
        error::{MeshidError, Rule},
        events::{tell, MemberAdded},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct AddMemberArgs {
    /// 1 person, 2 device.
    pub principal_kind: u8,
    /// 0 member, 1 admin.
    pub role: u8,
    /// Unix seconds; 0 for never.
    pub expires_at: i64,
    pub previous_keyring_digest: [u8; 32],
    /// The group's keyring with the principal in it.
    pub keyring_digest: [u8; 32],
}

#[event_cpi]
#[derive(Accounts)]
pub struct AddMember {
    /// Twice the same wallet is ordinary here: the authority that pays itself.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The authority of `owner` or `manager`, or the key of `actor_device`.
    pub actor: Signer,
    pub actor_device: Option<Account<Device>>,
    pub owner: Account<Person>,
    /// The person that the actor acts for, when that isn't the owner.
    pub manager: Option<Account<Person>>,
    /// By which the manager is an admin of the group; or else `manager_grant`.
    pub manager_membership: Option<Account<Membership>>,
    pub manager_grant: Option<Account<Grant>>,
    /// The grant that `manager_grant` was made under, if it was.
    pub manager_parent: Option<Account<Grant>>,
    #[account(mut)]
    pub group: Account<Group>,
    /// A Person or Device account, checked by its stated kind.
    pub principal: UncheckedAccount,
    #[account(
        init_if_needed,
        payer = payer,
        seeds = [MEMBER_SEED, group.address().as_ref(), principal.address().as_ref()],
        bump = membership.bump
    )]
    pub membership: Account<Membership>,
    pub system_program: Program<System>,
}

impl AddMember {
    fn validate(&self, args: &AddMemberArgs, now: i64) -> Result<()> {
        self.group.require_owner(self.owner.address())?;
        match &self.manager {
            None => Acting {
                signer: self.actor.address(),
                person: &self.owner,
                device: self.actor_device.as_ref(),
            }
            .require_actor()?,
            Some(person) => {
                self.owner.require_active()?;
                let manager = Manager {
                    acting: Acting {
                        signer: self.actor.address(),
                        person,
                        device: self.actor_device.as_ref(),
                    },
                    group: self.group.address(),
                    owner: self.owner.address(),
                    membership: self.manager_membership.as_ref(),
                    grant: self.manager_grant.as_ref(),
                    parent: self.manager_parent.as_ref(),
                    now,
                };
                manager.require_may_add(args.role, args.expires_at)?;
                let taken = self.membership.is_effective(now);
                require!(!taken, MeshidError::MembershipNotReplaceable);
            }
        }
        // Groups do not nest.
        let known = args.principal_kind == PRINCIPAL_PERSON || args.principal_kind == PRINCIPAL_DEVICE;
        require!(known, MeshidError::PrincipalMismatch);
        require_principal(args.principal_kind, *self.principal.account(), now)
    }

    fn add(&mut self, args: &AddMemberArgs, bump: u8, now: i64) -> Rule {
        self.group
            .replace_keyring_digest(&args.previous_keyring_digest, &args.keyring_digest)?;
        self.group.member_gained(args.expires_at)?;
        let granter = self.manager.as_ref().unwrap_or(&self.owner);
        let new = NewMembership {
            bump,
            payer: *self.payer.address(),
            role: args.role,
            principal_kind: args.principal_kind,
            group: *self.group.address(),
            principal: *self.principal.address(),
            granter: *granter.address(),
            expires_at: args.expires_at,
            serial: self.group.access_sequence,
        };
        self.membership.add(&new, now)
    }
}

pub fn handle(ctx: &mut Context<AddMember>, args: AddMemberArgs) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let accounts = &mut ctx.accounts;
    accounts.validate(&args, now)?;
    accounts.add(&args, ctx.bumps.membership, now)?;
    accounts.membership.invariant()?;
    accounts.group.invariant()?;
    let event = MemberAdded {
        group: *accounts.group.address(),
        membership: *accounts.membership.address(),
        principal: *accounts.principal.address(),
        actor: *accounts.actor.address(),
        role: args.role,
        expires_at: args.expires_at.into(),
        serial: accounts.membership.serial,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
