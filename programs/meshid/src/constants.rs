//! Seeds and limits, once for everybody: TypeScript reads them from the IDL.
use anchor_lang::prelude::*;

#[constant]
pub const PERSON_SEED: &[u8] = b"person";
#[constant]
pub const DEVICE_SEED: &[u8] = b"device";
#[constant]
pub const DATASET_SEED: &[u8] = b"dataset";
#[constant]
pub const GRANT_SEED: &[u8] = b"grant";
#[constant]
pub const GROUP_SEED: &[u8] = b"group";
#[constant]
pub const MEMBER_SEED: &[u8] = b"member";
#[constant]
pub const PROGRAM_SEED: &[u8] = b"program";
#[constant]
pub const PORT_SEED: &[u8] = b"port";

/// The layout that this version writes into every account.
#[constant]
pub const LAYOUT_VERSION: u8 = 1;
/// The first byte keeps a ticket from ever being a transaction message.
#[constant]
pub const TICKET_PREFIX: u8 = 0xff;
#[constant]
pub const TICKET_DOMAIN: &[u8] = b"meshid:enrolment:1";
/// A ticket that lives longer is refused: a forgotten one should not enrol a computer months later.
#[constant]
pub const TICKET_MAX_SECONDS: i64 = 604_800;
/// Names and labels are sealed, and always this long, so that their length tells nothing.
#[constant]
pub const SEALED_LABEL_BYTES: u64 = 96;
/// CIDv1, codec dag-pb or raw, sha2-256.
#[constant]
pub const HEAD_BYTES: u64 = 36;

/// An account is closed no sooner after its end: whoever watches the chain has seen the end by then.
#[constant]
pub const CLOSE_DELAY_SECONDS: i64 = 86_400;
/// A proposed authority that may accept for longer is refused: a forgotten proposal should not be a spare key.
#[constant]
pub const PROPOSAL_MAX_SECONDS: i64 = 2_592_000;
/// Time enough to notice that somebody else started a recovery, or changes it.
#[constant]
pub const RECOVERY_DELAY_MIN_SECONDS: i64 = 3_600;
#[constant]
pub const RECOVERY_DELAY_MAX_SECONDS: i64 = 31_536_000;
/// Public names and slugs: UTF-8 padded with zeros.
#[constant]
pub const NAME_BYTES: u64 = 32;
/// An application protocol's name: UTF-8 padded with zeros.
#[constant]
pub const PROTOCOL_BYTES: u64 = 16;

/// A program that somebody sits in front of.
#[constant]
pub const CLASS_INTERACTIVE: u8 = 0;
/// A program that runs to its end by itself.
#[constant]
pub const CLASS_BATCH: u8 = 1;

#[constant]
pub const ROLE_MEMBER: u8 = 0;
#[constant]
pub const ROLE_ADMIN: u8 = 1;

#[constant]
pub const KIND_DATASET: u8 = 1;
#[constant]
pub const KIND_PORT: u8 = 2;
#[constant]
pub const KIND_DEVICE: u8 = 3;
#[constant]
pub const KIND_GROUP: u8 = 4;

#[constant]
pub const PRINCIPAL_PERSON: u8 = 1;
#[constant]
pub const PRINCIPAL_DEVICE: u8 = 2;
#[constant]
pub const PRINCIPAL_GROUP: u8 = 3;

#[constant]
pub const PERMISSION_READ: u32 = 1;
#[constant]
pub const PERMISSION_WRITE: u32 = 2;
#[constant]
pub const PERMISSION_ADMIN: u32 = 4;
#[constant]
pub const PERMISSION_CONNECT: u32 = 8;
#[constant]
pub const PERMISSION_RUN: u32 = 16;

/// What a grant on each kind of resource may hold; anything else is refused.
#[constant]
pub const DATASET_PERMISSIONS: u32 = 7;
#[constant]
pub const PORT_PERMISSIONS: u32 = 12;
#[constant]
pub const DEVICE_PERMISSIONS: u32 = 20;
#[constant]
pub const GROUP_PERMISSIONS: u32 = 4;

// The IDL takes literals only.
const _: () = assert!(DATASET_PERMISSIONS == PERMISSION_READ | PERMISSION_WRITE | PERMISSION_ADMIN);
const _: () = assert!(PORT_PERMISSIONS == PERMISSION_CONNECT | PERMISSION_ADMIN);
const _: () = assert!(DEVICE_PERMISSIONS == PERMISSION_RUN | PERMISSION_ADMIN);
const _: () = assert!(GROUP_PERMISSIONS == PERMISSION_ADMIN);
