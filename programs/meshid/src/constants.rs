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

/// What a grant on a dataset may hold; anything else is refused.
pub const DATASET_PERMISSIONS: u32 = PERMISSION_READ | PERMISSION_WRITE | PERMISSION_ADMIN;
