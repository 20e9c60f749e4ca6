use {
    crate::{
        constants::LAYOUT_VERSION,
        error::MeshidError,
        events::{tell, DeviceShrunk},
        state::*,
    },
    anchor_lang::{prelude::*, realloc_account},
};

#[event_cpi]
#[derive(Accounts)]
pub struct ShrinkDevice {
    pub authority: Signer,
    pub person: Account<Person>,
    #[account(mut, constraint = device.person == *person.address() @ MeshidError::DeviceMismatch)]
    pub device: Account<Device>,
    /// May be the authority too.
    #[account(mut, unsafe(dup), address = device.rent_payer @ MeshidError::RentPayerMismatch)]
    pub rent_payer: UncheckedAccount,
}

impl ShrinkDevice {
    fn validate(&self, now: i64) -> Result<()> {
        self.person
            .require_authority_even_retired(self.authority.address())?;
        require_closable(self.device.ended_at.get(), now)?;
        Ok(())
    }

    /// Writes the tombstone over the account's start, cuts off the rest, and gives back what that cost.
    fn shrink(&mut self) -> Result<()> {
        let tombstone = RevokedDevice {
            version: LAYOUT_VERSION,
            bump: self.device.bump,
            person: self.device.person,
            key: self.device.key,
            ended_at: self.device.ended_at,
        };
        let mut view = *self.device.account();
        // SAFETY: `device` is the only wrapper of these bytes, and nothing reads it after this.
        let data = unsafe { view.borrow_unchecked_mut() };
        let (discriminator, rest) = data.split_at_mut(RevokedDevice::DISCRIMINATOR.len());
        discriminator.copy_from_slice(RevokedDevice::DISCRIMINATOR);
        rest[..size_of::<RevokedDevice>()].copy_from_slice(bytemuck::bytes_of(&tombstone));
        let space = RevokedDevice::DISCRIMINATOR.len() + size_of::<RevokedDevice>();
        realloc_account(&mut view, space, self.rent_payer.account(), false)
    }
}

pub fn handle(ctx: &mut Context<ShrinkDevice>) -> Result<()> {
    ctx.accounts.validate(Clock::get()?.unix_timestamp)?;
    ctx.accounts.shrink()?;
    let event = DeviceShrunk {
        person: *ctx.accounts.person.address(),
        device: *ctx.accounts.device.address(),
        rent_payer: *ctx.accounts.rent_payer.address(),
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
