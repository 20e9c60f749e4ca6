use {
    super::ticket::Ticket,
    crate::{
        constants::{DEVICE_SEED, SEALED_LABEL_BYTES},
        error::{MeshidError, Rule},
        events::{tell, DeviceEnrolled},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct EnrollDeviceArgs {
    /// 0 member, 1 admin.
    pub role: u8,
    /// X25519.
    pub encryption_key: [u8; 32],
    pub sealed_name: [u8; SEALED_LABEL_BYTES as usize],
    pub previous_keyring_digest: [u8; 32],
    /// The person's keyring with this device in it, so that it can read at once.
    pub keyring_digest: [u8; 32],
    /// Unix seconds at which the ticket ends; 0 when the device signs itself.
    pub ticket_expires_at: i64,
}

#[event_cpi]
#[derive(Accounts)]
pub struct EnrollDevice {
    /// Twice the same wallet is ordinary here: the authority that pays itself.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    pub authority: Signer,
    #[account(mut)]
    pub person: Account<Person>,
    /// Signs, unless there is a ticket.
    pub device_key: UncheckedAccount,
    /// One address a key for ever, revoked ones included.
    #[account(init, payer = payer, seeds = [DEVICE_SEED, device_key.address().as_ref()], bump)]
    pub device: Account<Device>,
    /// Where the ticket's proof is looked up.
    pub instructions: Option<Sysvar<SysvarInstructions>>,
    pub system_program: Program<System>,
}

impl EnrollDevice {
    fn validate(&self, args: &EnrollDeviceArgs, now: i64) -> Result<()> {
        self.person.require_authority(self.authority.address())?;
        if args.ticket_expires_at == 0 {
            require!(self.device_key.account().is_signer(), MeshidError::ProofMissing);
            return Ok(());
        }
        let ticket = Ticket {
            device_key: self.device_key.address(),
            encryption_key: &args.encryption_key,
            person: self.person.address(),
            program: &crate::ID,
            cluster: &self.person.cluster,
            expires_at: args.ticket_expires_at,
        };
        ticket.require_current(now)?;
        ticket.require_proof(self.instructions.as_ref().ok_or(MeshidError::ProofMissing)?)?;
        Ok(())
    }

    fn enroll(&mut self, args: &EnrollDeviceArgs, bump: u8, now: i64) -> Rule {
        self.person
            .replace_keyring_digest(&args.previous_keyring_digest, &args.keyring_digest)?;
        self.person.device_gained()?;
        self.device.enroll(NewDevice {
            bump,
            person: *self.person.address(),
            key: *self.device_key.address(),
            payer: *self.payer.address(),
            role: args.role,
            encryption_key: args.encryption_key,
            sealed_name: args.sealed_name,
            enrolled_sequence: self.person.access_sequence,
            now,
        })
    }
}

pub fn handle(ctx: &mut Context<EnrollDevice>, args: EnrollDeviceArgs) -> Result<()> {
    let now = Clock::get()?.unix_timestamp;
    ctx.accounts.validate(&args, now)?;
    ctx.accounts.enroll(&args, ctx.bumps.device, now)?;
    ctx.accounts.person.invariant()?;
    ctx.accounts.device.invariant()?;
    let event = DeviceEnrolled {
        person: *ctx.accounts.person.address(),
        device: *ctx.accounts.device.address(),
        device_key: *ctx.accounts.device_key.address(),
        role: args.role,
        by_ticket: (args.ticket_expires_at != 0).into(),
        access_sequence: ctx.accounts.person.access_sequence,
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
