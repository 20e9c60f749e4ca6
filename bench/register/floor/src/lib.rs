//! The least that a program could spend to leave the accounts as an instruction of meshid leaves them: it sees that the same accounts
//! signed, creates the same addresses, writes the same bytes, moves the same rent. It checks nothing else and emits no event.
//!
//! Instruction data: the number of leading accounts that have to sign, then operations until the end. Integers are little-endian.
//! Nothing of it may be trusted: it stands on a benchmark's chain only.
#![no_std]
#![allow(unexpected_cfgs)]

use {
    core::{mem::MaybeUninit, ptr::copy_nonoverlapping, slice::from_raw_parts},
    pinocchio::{
        cpi::{Seed, Signer},
        error::ProgramError,
        AccountView, Address, ProgramResult,
    },
    pinocchio_system::instructions::CreateAccount,
};

pinocchio::program_entrypoint!(process, 16);
pinocchio::no_allocator!();
pinocchio::nostd_panic_handler!();

/// account, payer, space (u16), lamports (u64), number of seeds, then each with its length before it
const CREATE: u8 = 1;
/// account, offset (u16), length (u16), bytes
const WRITE: u8 = 2;
/// account, heir
const CLOSE: u8 = 3;
/// account, heir, new length (u16), lamports that the heir gets (u64)
const SHRINK: u8 = 4;

const MOST_SEEDS: usize = 4;

fn process(program_id: &Address, accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let mut from = Reader { at: data.as_ptr() };
    // SAFETY: a pointer one past the end is only compared.
    let end = unsafe { data.as_ptr().add(data.len()) };
    let signers = from.byte() as usize;
    for account in &accounts[..signers] {
        if !account.is_signer() {
            return Err(ProgramError::MissingRequiredSignature);
        }
    }
    while from.at < end {
        match from.byte() {
            CREATE => create(program_id, accounts, &mut from)?,
            WRITE => {
                let account = from.byte() as usize;
                let (offset, length) = (from.short() as usize, from.short() as usize);
                // SAFETY: the benchmark's own offsets; each account is borrowed by nobody else.
                unsafe {
                    let into = accounts[account].borrow_unchecked_mut();
                    copy_nonoverlapping(from.at, into.as_mut_ptr().add(offset), length);
                    from.at = from.at.add(length);
                }
            }
            CLOSE => {
                let (account, heir) = (from.byte() as usize, from.byte() as usize);
                let lamports = accounts[account].lamports();
                let sum = accounts[heir].lamports() + lamports;
                accounts[heir].set_lamports(sum);
                accounts[account].set_lamports(0);
                accounts[account].close()?;
            }
            SHRINK => {
                let (account, heir) = (from.byte() as usize, from.byte() as usize);
                let length = from.short() as u64;
                let lamports = from.long();
                let (rest, sum) = (
                    accounts[account].lamports() - lamports,
                    accounts[heir].lamports() + lamports,
                );
                accounts[account].set_lamports(rest);
                accounts[heir].set_lamports(sum);
                // SAFETY: the loader keeps an account's length in the eight bytes before its data, and this one only shrinks.
                unsafe { *(accounts[account].data_mut_ptr().sub(8) as *mut u64) = length };
            }
            _ => return Err(ProgramError::InvalidInstructionData),
        }
    }
    Ok(())
}

#[inline(always)]
fn create(program_id: &Address, accounts: &[AccountView], from: &mut Reader) -> ProgramResult {
    let (account, payer) = (from.byte() as usize, from.byte() as usize);
    let space = from.short() as u64;
    let lamports = from.long();
    let count = from.byte() as usize;
    if count > MOST_SEEDS {
        return Err(ProgramError::MaxSeedLengthExceeded);
    }
    let mut seeds = [const { MaybeUninit::<Seed>::uninit() }; MOST_SEEDS];
    for seed in &mut seeds[..count] {
        let length = from.byte() as usize;
        seed.write(Seed::from(from.bytes(length)));
    }
    // SAFETY: the first `count` were written above.
    let seeds = unsafe { from_raw_parts(seeds.as_ptr() as *const Seed, count) };
    CreateAccount {
        from: &accounts[payer],
        to: &accounts[account],
        lamports,
        space,
        owner: program_id,
    }
    .invoke_signed(&[Signer::from(seeds)])
}

/// Reads the instruction data without asking whether it is there: that is the benchmark's to keep.
struct Reader {
    at: *const u8,
}

impl Reader {
    #[inline(always)]
    fn byte(&mut self) -> u8 {
        // SAFETY: see the type.
        unsafe {
            let value = *self.at;
            self.at = self.at.add(1);
            value
        }
    }

    #[inline(always)]
    fn short(&mut self) -> u16 {
        // SAFETY: see the type.
        unsafe {
            let value = (self.at as *const u16).read_unaligned();
            self.at = self.at.add(2);
            value
        }
    }

    #[inline(always)]
    fn long(&mut self) -> u64 {
        // SAFETY: see the type.
        unsafe {
            let value = (self.at as *const u64).read_unaligned();
            self.at = self.at.add(8);
            value
        }
    }

    #[inline(always)]
    fn bytes<'a>(&mut self, length: usize) -> &'a [u8] {
        // SAFETY: see the type; the data lives as long as the instruction.
        unsafe {
            let bytes = from_raw_parts(self.at, length);
            self.at = self.at.add(length);
            bytes
        }
    }
}
