use {
    crate::{constants::PERMISSION_READ, error::MeshidError, events::AccessRevoked, state::*},
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RevokeAccessArgs {
    pub previous_keyring_digest: [u8; 32],
    /// The next epoch's keyring, without the principal; zeros leave a rotation due.
    pub keyring_digest: [u8; 32],
    /// The earliest expiry among the next epoch's readers, Unix seconds; the largest number when none expires.
    pub valid_until: i64,
}

#[event_cpi]
#[derive(Accounts)]
pub struct RevokeAccess {
    /// The authority, or the key of `actor_device`.
    pub actor: Signer,
    pub actor_device: Option<Account<Device>>,
    pub owner: Account<Person>,
    #[account(mut)]
    pub dataset: Account<Dataset>,
    #[account(mut, constraint = grant.resource == *dataset.address() @ MeshidError::GrantMismatch)]
    pub grant: Account<Grant>,
}

impl RevokeAccess {
    fn validate(&self) -> Result<()> {
        let owner = self.owner.address();
        self.dataset.require_owner(owner)?;
        self.owner
            .require_actor(owner, self.actor.address(), self.actor_device.as_deref())
    }

    fn revoke(&mut self, args: &RevokeAccessArgs, now: i64) -> Result<()> {
        self.grant.revoke(now)?;
        self.dataset.raise_access_sequence()?;
        if args.keyring_digest != [0; 32] {
            let (previous, next) = (&args.previous_keyring_digest, &args.keyring_digest);
            return self
                .dataset
                .rotate(&self.owner, previous, next, args.valid_until, now);
        }
        if self.grant.holds(PERMISSION_READ) {
            self.dataset.rotation_due = 1;
        }
        Ok(())
    }
}

pub fn handle(ctx: &mut Context<RevokeAccess>, args: RevokeAccessArgs) -> Result<()> {
    ctx.accounts.validate()?;
    ctx.accounts.revoke(&args, Clock::get()?.unix_timestamp)?;
    ctx.accounts.grant.invariant()?;
    ctx.accounts.dataset.invariant()?;
    emit_cpi!(AccessRevoked {
        grant: *ctx.accounts.grant.address(),
        resource: *ctx.accounts.dataset.address(),
        principal: ctx.accounts.grant.principal,
        actor: *ctx.accounts.actor.address(),
        epoch: ctx.accounts.dataset.epoch.get(),
        rotation_due: ctx.accounts.dataset.rotation_due == 1,
    });
    Ok(())
}
