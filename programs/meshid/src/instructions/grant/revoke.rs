use {
    super::granting::Granting,
    crate::{
        constants::PERMISSION_READ,
        error::{MeshidError, Rule},
        events::{tell, AccessRevoked},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RevokeAccessArgs {
    pub previous_keyring_digest: [u8; 32],
    /// The next epoch's keyring, without the principal; zeros leave a rotation due. Zeros but for a dataset.
    pub keyring_digest: [u8; 32],
    /// The earliest expiry among the next epoch's readers, Unix seconds; the largest number when none expires.
    pub valid_until: i64,
}

#[event_cpi]
#[derive(Accounts)]
pub struct RevokeAccess {
    /// The authority of `owner` or `granter`, or the key of `actor_device`.
    pub actor: Signer,
    pub actor_device: Option<Account<Device>>,
    /// The resource's; it counts the changes of its devices.
    #[account(mut)]
    pub owner: Account<Person>,
    /// The person that the actor acts for, when that isn't the owner: the one who granted.
    pub granter: Option<Account<Person>>,
    /// The admin grant on the resource by which the granter granted.
    pub parent: Option<Account<Grant>>,
    /// A Dataset, Port, Device or Group. A device is only read, so it may be the actor's too.
    #[account(mut, unsafe(dup))]
    pub resource: UncheckedAccount,
    #[account(mut, constraint = grant.resource == *resource.address() @ MeshidError::GrantMismatch)]
    pub grant: Account<Grant>,
}

impl RevokeAccess {
    fn validate(&self, resource: &Resource, now: i64) -> Rule {
        resource.require_owner(self.owner.address())?;
        let granting = Granting {
            signer: self.actor.address(),
            device: self.actor_device.as_ref(),
            owner: &self.owner,
            granter: self.granter.as_ref(),
            parent: self.parent.as_ref(),
            resource: self.resource.address(),
            now,
        };
        granting.require_granter()?;
        if let Some(granter) = &self.granter {
            let own = self.grant.granter == *granter.address();
            require!(own, MeshidError::NotGranter);
        }
        Ok(())
    }

    fn revoke(&mut self, resource: &mut Resource, args: &RevokeAccessArgs, now: i64) -> Rule {
        self.grant.revoke(now)?;
        resource.raise_access_sequence(&mut self.owner)?;
        let rotates = args.keyring_digest != [0; 32];
        let Some(dataset) = resource.dataset() else {
            require!(!rotates, MeshidError::KeyringUnexpected);
            return Ok(());
        };
        if rotates {
            let (previous, next) = (&args.previous_keyring_digest, &args.keyring_digest);
            return dataset.rotate(&self.owner, previous, next, args.valid_until, now);
        }
        if self.grant.holds(PERMISSION_READ) {
            dataset.rotation_due = 1;
        }
        Ok(())
    }
}

pub fn handle(ctx: &mut Context<RevokeAccess>, args: RevokeAccessArgs) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let accounts = &mut ctx.accounts;
    let mut resource = Resource::open(*accounts.resource.account())?;
    accounts.validate(&resource, now)?;
    accounts.revoke(&mut resource, &args, now)?;
    accounts.grant.invariant()?;
    resource.invariant()?;
    let access_sequence = resource.access_sequence(&accounts.owner);
    let dataset = resource.dataset();
    let event = AccessRevoked {
        grant: *accounts.grant.address(),
        resource: *accounts.resource.address(),
        principal: accounts.grant.principal,
        actor: *accounts.actor.address(),
        epoch: dataset.as_ref().map_or(0.into(), |dataset| dataset.epoch),
        rotation_due: dataset.is_some_and(|dataset| dataset.rotation_due == 1).into(),
        access_sequence,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
