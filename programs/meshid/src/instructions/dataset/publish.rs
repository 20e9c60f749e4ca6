use {
    crate::{
        constants::{HEAD_BYTES, PERMISSION_WRITE},
        events::VersionPublished,
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
    pub owner: Account<Person>,
    #[account(mut)]
    pub dataset: Account<Dataset>,
}

impl PublishVersion {
    fn validate(&self, now: i64) -> Result<()> {
        self.dataset.require_owner(self.owner.address())?;
        self.owner.require_active()?;
        let signer = self.signer.address();
        let (Some(writer), Some(grant)) = (&self.writer, &self.grant) else {
            return self
                .owner
                .require_device(self.owner.address(), signer, &self.device);
        };
        writer.require_device(writer.address(), signer, &self.device)?;
        let (dataset, device) = (self.dataset.address(), self.device.address());
        grant.require_effective(dataset, device, &self.device, PERMISSION_WRITE, now)
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
    emit_cpi!(VersionPublished {
        dataset: *ctx.accounts.dataset.address(),
        device: *ctx.accounts.device.address(),
        sequence: args.sequence,
        epoch: args.epoch,
        head: args.head,
    });
    Ok(())
}
