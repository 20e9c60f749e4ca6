use {
    crate::{
        constants::{HEAD_BYTES, PERMISSION_WRITE},
        error::Rule,
        events::{tell, VersionPublished},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct PublishVersionArgs {
    /// One more than the current one.
    pub sequence: u64,
    /// The current one, under which the version is encrypted.
    pub epoch: u32,
    pub head: [u8; HEAD_BYTES as usize],
}

#[event_cpi]
#[derive(Accounts)]
pub struct PublishVersion {
    /// The key of `device`.
    pub signer: Signer,
    pub device: Account<Device>,
    /// The device's person, when that isn't the owner.
    pub writer: Option<Account<Person>>,
    /// The writer's grant, when its person isn't the owner.
    pub grant: Option<Account<Grant>>,
    /// The grant that `grant` was made under, if it was.
    pub parent: Option<Account<Grant>>,
    /// The group that holds `grant`, if one does, and the writer's or its device's membership in it.
    pub group: Option<Account<Group>>,
    pub membership: Option<Account<Membership>>,
    pub owner: Account<Person>,
    #[account(mut)]
    pub dataset: Account<Dataset>,
}

impl PublishVersion {
    fn validate(&self, now: i64) -> Rule {
        self.dataset.require_owner(self.owner.address())?;
        self.owner.require_active()?;
        let signer = self.signer.address();
        let (Some(writer), Some(grant)) = (&self.writer, &self.grant) else {
            return self
                .owner
                .require_device(self.owner.address(), signer, &self.device);
        };
        writer.require_device(writer.address(), signer, &self.device)?;
        let holder = Holder {
            person: writer.address(),
            device: self.device.address(),
            group: self.group.as_ref(),
            membership: self.membership.as_ref(),
        };
        grant.require_held_by(&holder, now)?;
        let (dataset, owner) = (self.dataset.address(), self.owner.address());
        grant.require_effective(dataset, owner, self.parent.as_ref(), PERMISSION_WRITE, now)
    }
}

pub fn handle(ctx: &mut Context<PublishVersion>, args: PublishVersionArgs) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    let accounts = &mut ctx.accounts;
    accounts.validate(now)?;
    accounts
        .dataset
        .publish(&accounts.owner, args.sequence, args.epoch, &args.head, now)?;
    accounts.dataset.invariant()?;
    let event = VersionPublished {
        dataset: *ctx.accounts.dataset.address(),
        device: *ctx.accounts.device.address(),
        sequence: args.sequence.into(),
        epoch: args.epoch.into(),
        head: args.head,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
