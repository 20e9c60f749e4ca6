use {
    crate::{
        constants::{PORT_SEED, PROTOCOL_BYTES, SEALED_LABEL_BYTES},
        error::MeshidError,
        events::{tell, PortShared},
        state::*,
    },
    anchor_lang::prelude::*,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SharePortArgs {
    /// `Person.next_id`: of two devices that create at once, the later is told.
    pub id: u64,
    pub number: u16,
    /// The application's, UTF-8 padded with zeros.
    pub protocol: [u8; PROTOCOL_BYTES as usize],
    pub sealed_label: [u8; SEALED_LABEL_BYTES as usize],
}

#[event_cpi]
#[derive(Accounts)]
pub struct SharePort {
    /// Twice the same wallet is ordinary here: the authority that pays itself.
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// The authority, or the key of `actor_device`.
    pub actor: Signer,
    pub actor_device: Option<Account<Device>>,
    #[account(mut)]
    pub owner: Account<Person>,
    /// The one that offers the port.
    #[account(constraint = device.person == *owner.address() @ MeshidError::DeviceMismatch)]
    pub device: Account<Device>,
    #[account(
        init,
        payer = payer,
        seeds = [PORT_SEED, owner.address().as_ref(), bytemuck::bytes_of(&owner.next_id)],
        bump
    )]
    pub port: Account<Port>,
    pub system_program: Program<System>,
}

pub fn handle(ctx: &mut Context<SharePort>, args: SharePortArgs) -> Result<()> {
    let accounts = &mut ctx.accounts;
    let owner = *accounts.owner.address();
    accounts
        .owner
        .require_actor(&owner, accounts.actor.address(), accounts.actor_device.as_deref())?;
    require!(accounts.device.is_active(), MeshidError::DeviceNotActive);
    require!(!accounts.owner.is_void(&accounts.device), MeshidError::DeviceVoid);
    accounts.owner.take_id(args.id)?;
    accounts.port.share(&NewPort {
        bump: ctx.bumps.port,
        owner,
        payer: *accounts.payer.address(),
        id: args.id,
        device: *accounts.device.address(),
        number: args.number,
        protocol: args.protocol,
        sealed_label: args.sealed_label,
    })?;
    accounts.owner.invariant()?;
    accounts.port.invariant()?;
    let event = PortShared {
        port: *accounts.port.address(),
        owner,
        device: *accounts.device.address(),
        actor: *accounts.actor.address(),
        id: args.id.into(),
    };
    tell(&event, &ctx.accounts.event_authority, ctx.bumps.event_authority);
    Ok(())
}
