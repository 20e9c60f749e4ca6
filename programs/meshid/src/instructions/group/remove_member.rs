use {
    crate::{
        error::{MeshidError, Rule},
        events::{tell, MemberRemoved},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RemoveMemberArgs {
    pub previous_keyring_digest: [u8; 32],
    /// The next generation's keyring, without the member; zeros leave a generation due.
    pub keyring_digest: [u8; 32],
    /// The next generation's, X25519.
    pub encryption_key: [u8; 32],
    /// The earliest expiry among the next generation's members, Unix seconds; the largest number when none expires.
    pub valid_until: i64,
}

#[event_cpi]
#[derive(Accounts)]
pub struct RemoveMember {
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
    #[account(mut, constraint = membership.group == *group.address() @ MeshidError::MembershipMismatch)]
    pub membership: Account<Membership>,
}

impl RemoveMember {
    fn validate(&self, now: i64) -> Rule {
        self.group.require_owner(self.owner.address())?;
        let Some(person) = &self.manager else {
            return Acting {
                signer: self.actor.address(),
                person: &self.owner,
                device: self.actor_device.as_ref(),
            }
            .require_actor();
        };
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
        manager.require_admin()?;
        let ordinary = !self.membership.is_admin();
        require!(ordinary, MeshidError::MembershipExceedsAdmin);
        Ok(())
    }

    fn remove(&mut self, args: &RemoveMemberArgs, now: i64) -> Rule {
        self.membership.remove(now)?;
        self.group.member_lost()?;
        if args.keyring_digest == [0; 32] {
            return Ok(());
        }
        let next = NextGeneration {
            previous_keyring_digest: &args.previous_keyring_digest,
            keyring_digest: &args.keyring_digest,
            encryption_key: &args.encryption_key,
            valid_until: args.valid_until,
        };
        self.group.rotate(&self.owner, &next, now)
    }
}

pub fn handle(ctx: &mut Context<RemoveMember>, args: RemoveMemberArgs) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let accounts = &mut ctx.accounts;
    accounts.validate(now)?;
    accounts.remove(&args, now)?;
    accounts.membership.invariant()?;
    accounts.group.invariant()?;
    let event = MemberRemoved {
        group: *accounts.group.address(),
        membership: *accounts.membership.address(),
        principal: accounts.membership.principal,
        actor: *accounts.actor.address(),
        generation: accounts.group.generation,
        keyring_due: (accounts.group.keyring_due == 1).into(),
        access_sequence: accounts.group.access_sequence,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
