//! One operation for each instruction: its first byte names it, the rest are its operands, and the answer is the return data.
//! tests/program/toolchain.test.ts compares the answers with the host's.
#![allow(unexpected_cfgs)]

use core::cmp::Ordering;

extern "C" {
    fn sol_set_return_data(data: *const u8, length: u64);
}

const BUFFER_BYTES: usize = 512;
const MALFORMED: u64 = 1;

/// # Safety
/// The loader passes the serialised input: no accounts, then the instruction's data with its length before it.
#[no_mangle]
pub unsafe extern "C" fn entrypoint(input: *const u8) -> u64 {
    if (input as *const u64).read_unaligned() != 0 {
        return MALFORMED;
    }
    let length = (input.add(8) as *const u64).read_unaligned() as usize;
    let data = core::slice::from_raw_parts(input.add(16), length);
    match data.split_first() {
        Some((operation, operands)) if *operation < 32 => arithmetic(*operation, operands),
        Some((operation, operands)) if *operation < 64 => memory(*operation, operands),
        Some((operation, operands)) => calls(*operation, operands),
        None => MALFORMED,
    }
}

fn answer(bytes: &[u8]) -> u64 {
    unsafe { sol_set_return_data(bytes.as_ptr(), bytes.len() as u64) };
    0
}

/// A byte that tells whether there is a value, and the value.
fn answer_maybe(value: Option<u64>) -> u64 {
    let mut bytes = [0; 9];
    bytes[0] = value.is_some() as u8;
    bytes[1..].copy_from_slice(&value.unwrap_or(0).to_le_bytes());
    answer(&bytes)
}

fn word(operands: &[u8], index: usize) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&operands[index * 8..index * 8 + 8]);
    u64::from_le_bytes(bytes)
}

fn arithmetic(operation: u8, operands: &[u8]) -> u64 {
    let (a, b) = (word(operands, 0), word(operands, 1));
    let (x, y) = (a as i64, b as i64);
    answer_maybe(match operation {
        0 => Some(a.wrapping_mul(b)),
        1 => a.checked_mul(b),
        2 => a.checked_add(b),
        3 => a.checked_sub(b),
        4 => a.checked_div(b),
        5 => a.checked_rem(b),
        6 => Some(a.saturating_mul(b)),
        7 => x.checked_add(y).map(|sum| sum as u64),
        8 => x.checked_sub(y).map(|difference| difference as u64),
        9 => Some(x.cmp(&y) as i8 as u8 as u64),
        10 => Some(a.cmp(&b) as i8 as u8 as u64),
        11 => (a as u32).checked_mul(b as u32).map(u64::from),
        12 => Some((x >> (b & 63)) as u64),
        13 => Some(a.rotate_left((b & 63) as u32)),
        // The compiler's own overflow check, which aborts the instruction.
        14 => Some(a * b),
        15 => Some(a + b),
        16 => Some(a.leading_zeros() as u64 * 100 + b.trailing_zeros() as u64),
        17 => Some(a.swap_bytes() ^ b),
        _ => return MALFORMED,
    })
}

fn half(operands: &[u8], index: usize) -> usize {
    u16::from_le_bytes([operands[index * 2], operands[index * 2 + 1]]) as usize
}

/// Operands: two offsets and a length as u16, then the buffer.
fn memory(operation: u8, operands: &[u8]) -> u64 {
    let (from, to, length) = (half(operands, 0), half(operands, 1), half(operands, 2));
    let given = &operands[6..];
    let mut buffer = [0; BUFFER_BYTES];
    buffer.copy_from_slice(given);
    match operation {
        32 => buffer.copy_within(from..from + length, to),
        33 => buffer[to..to + length].copy_from_slice(&given[from..from + length]),
        34 => buffer[to..to + length].fill(from as u8),
        35 => {
            let order = given[from..from + length].cmp(&buffer[to..to + length]);
            return answer_maybe(Some(match order {
                Ordering::Less => 0,
                Ordering::Equal => 1,
                Ordering::Greater => 2,
            }));
        }
        36 => {
            let equal = given[from..from + length] == buffer[to..to + length];
            return answer_maybe(Some(equal as u64));
        }
        // Words that lie at any address.
        37 => {
            let value = unsafe { (given.as_ptr().add(from) as *const u64).read_unaligned() };
            unsafe { (buffer.as_mut_ptr().add(to) as *mut u64).write_unaligned(value) };
        }
        // A size that the compiler knows, as of an address.
        38 => {
            let (head, rest) = buffer.split_at_mut(32);
            let mut key = [0; 32];
            key.copy_from_slice(&given[from..from + 32]);
            head.copy_from_slice(&key);
            rest[0] = (key == given[to..to + 32]) as u8;
        }
        _ => return MALFORMED,
    }
    answer(&buffer)
}

struct Many {
    sum: u64,
    product: u64,
    mixed: [u64; 6],
}

fn calls(operation: u8, operands: &[u8]) -> u64 {
    let mut words = [0; 9];
    for (index, slot) in words.iter_mut().enumerate() {
        *slot = word(operands, index);
    }
    let [a, b, c, d, e, f, g, h, i] = words;
    match operation {
        64 => answer_maybe(Some(deep(a % 50, b))),
        65 => {
            let first = nine(a, b, c, d, e, f, g, h, i);
            // Other call sites in another order, so that the arguments' places matter.
            answer_maybe(Some(first ^ nine(i, h, g, f, e, d, c, b, a).rotate_left(1)))
        }
        66 => {
            let (low, high) = pair(a, b);
            answer_maybe(Some(low ^ high.rotate_left(7)))
        }
        67 => {
            let Many { sum, product, mixed } = many(&words);
            let folded = mixed.iter().fold(0u64, |all, one| all.rotate_left(5) ^ one);
            answer_maybe(Some(sum ^ product.rotate_left(3) ^ folded))
        }
        68 => answer_maybe(five(a, b, c, d, e)),
        _ => MALFORMED,
    }
}

/// Each call keeps a frame of 256 bytes, which it reads after the calls below it.
#[inline(never)]
fn deep(left: u64, value: u64) -> u64 {
    let mut frame = [0u64; 32];
    for (index, slot) in frame.iter_mut().enumerate() {
        *slot = value.rotate_left(index as u32) ^ left;
    }
    if left == 0 {
        return fold(&frame);
    }
    let below = deep(left - 1, fold(&frame));
    below.wrapping_mul(31).wrapping_add(fold(&frame))
}

#[inline(never)]
fn fold(frame: &[u64; 32]) -> u64 {
    frame
        .iter()
        .fold(1, |all, one| all.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ one)
}

#[allow(clippy::too_many_arguments)]
fn nine(a: u64, b: u64, c: u64, d: u64, e: u64, f: u64, g: u64, h: u64, i: u64) -> u64 {
    [a, b, c, d, e, f, g, h, i]
        .iter()
        .fold(7, |all, one| all.wrapping_mul(1_000_003) ^ one)
}

fn pair(a: u64, b: u64) -> (u64, u64) {
    (a.wrapping_add(b), a.wrapping_mul(b | 1))
}

#[inline(never)]
fn many(words: &[u64; 9]) -> Many {
    let mut mixed = [0; 6];
    for (index, slot) in mixed.iter_mut().enumerate() {
        *slot = words[index] ^ words[index + 3].rotate_right(index as u32);
    }
    Many {
        sum: words.iter().fold(0, |all, one| all.wrapping_add(*one)),
        product: words.iter().fold(1, |all, one| all.wrapping_mul(one | 1)),
        mixed,
    }
}

/// As many arguments as registers, and an answer that returns through a hidden pointer or a pair.
fn five(a: u64, b: u64, c: u64, d: u64, e: u64) -> Option<u64> {
    let product = (a >> 32).checked_mul(b >> 32)?.checked_add(c)?;
    (product ^ d).checked_sub(e)
}
