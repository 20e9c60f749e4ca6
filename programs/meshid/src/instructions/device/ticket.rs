//! An enrolment ticket: the device's own consent, which the Ed25519 precompile proves.
use {
    crate::{
        constants::{TICKET_DOMAIN, TICKET_MAX_SECONDS, TICKET_PREFIX},
        error::{MeshidError, Rule},
    },
    anchor_lang::prelude::*,
};

/// Ed25519SigVerify111111111111111111111111111
const ED25519_PROGRAM: Address = Address::from_str_const("Ed25519SigVerify111111111111111111111111111");
/// The precompile's offsets mean "in this very instruction" by it.
const THIS_INSTRUCTION: u16 = u16::MAX;
const OFFSETS_AT: usize = 2;
const MESSAGE_BYTES: usize = 1 + TICKET_DOMAIN.len() + 5 * 32 + 8;

pub struct Ticket<'a> {
    pub device_key: &'a Address,
    pub encryption_key: &'a [u8; 32],
    pub person: &'a Address,
    pub program: &'a Address,
    pub cluster: &'a [u8; 32],
    /// Unix seconds.
    pub expires_at: i64,
}

impl Ticket<'_> {
    pub fn require_current(&self, now: i64) -> Rule {
        require!(now < self.expires_at, MeshidError::TicketExpired);
        require!(
            self.expires_at - now <= TICKET_MAX_SECONDS,
            MeshidError::TicketTooLong
        );
        Ok(())
    }

    /// The instruction before this one is the genuine precompile, and verified exactly one signature: the device's, over
    /// exactly this ticket. Its data was checked by the runtime before any instruction ran.
    pub fn require_proof(&self, instructions: &SysvarInstructions) -> Rule {
        let before = instructions
            .get_instruction_relative(-1)
            .map_err(|_| MeshidError::ProofMissing)?;
        require!(
            *before.get_program_id() == ED25519_PROGRAM,
            MeshidError::TicketProofMalformed
        );
        let data = before.get_instruction_data();
        require!(data.first() == Some(&1), MeshidError::TicketProofMalformed);
        let (public_key, message) = one_signature(data).ok_or(MeshidError::TicketProofMalformed)?;
        require!(
            public_key == self.device_key.as_ref(),
            MeshidError::TicketMismatch
        );
        require!(message == self.message(), MeshidError::TicketMismatch);
        Ok(())
    }

    fn message(&self) -> [u8; MESSAGE_BYTES] {
        let mut message = [0; MESSAGE_BYTES];
        let mut at = 0;
        let mut put = |bytes: &[u8]| {
            message[at..at + bytes.len()].copy_from_slice(bytes);
            at += bytes.len();
        };
        put(&[TICKET_PREFIX]);
        put(TICKET_DOMAIN);
        put(self.device_key.as_ref());
        put(self.encryption_key);
        put(self.person.as_ref());
        put(self.program.as_ref());
        put(self.cluster);
        put(&self.expires_at.to_le_bytes());
        message
    }
}

/// The public key and message of the only signature, where the precompile found them: all in its own instruction.
fn one_signature(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let field = |index: usize| {
        let at = OFFSETS_AT + index * 2;
        Some(u16::from_le_bytes(data.get(at..at + 2)?.try_into().ok()?))
    };
    for index in [1, 3, 6] {
        if field(index)? != THIS_INSTRUCTION {
            return None;
        }
    }
    let slice = |at: u16, length: u16| data.get(at as usize..at as usize + length as usize);
    Some((slice(field(2)?, 32)?, slice(field(4)?, field(5)?)?))
}
