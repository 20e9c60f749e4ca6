import { type Address, PROGRAM, SYSTEM } from '../chain/addresses.ts';
import { addressIn, type Attempt } from '../chain/attempt.ts';
import { instructionOf } from '../chain/idl.ts';
import { ARGUMENT_LAYOUTS, type Value, type Values } from '../chain/layout.ts';
import type { Scene } from './scene.ts';

/** Changes one thing about an attempt, so that mostly one rule is broken: a signer, an account, or an argument. */
export function twist(scene: Scene, attempt: Attempt): Attempt {
  const way = scene.draw.below(10);
  if (way < 2) return otherSigner(scene, attempt);
  if (way < 6) return otherAccount(scene, attempt);
  return otherArgument(scene, attempt);
}

const FIXED = new Set(['system_program', 'event_authority', 'program', 'instructions']);
const slotsOf = (attempt: Attempt) =>
  instructionOf(attempt.instruction).accounts.filter(({ name }) => !FIXED.has(name));

/** Somebody else signs, in the same place; or nobody. */
function otherSigner(scene: Scene, attempt: Attempt): Attempt {
  const { draw, cast } = scene;
  const slot = draw.one(slotsOf(attempt).filter(({ signer }) => signer === true));
  if (slot === undefined) return attempt;
  const before = addressIn(attempt, slot.name);
  if (draw.chance(30)) return { ...attempt, signers: attempt.signers.filter((signer) => signer !== before) };
  const somebody = draw.one([draw.one(cast.wallets), draw.one(cast.deviceKeys)]);
  return replaced(attempt, slot.name, somebody);
}

/** Puts another address into a slot. Whoever signed there before doesn't any more; the other one does. */
function replaced(attempt: Attempt, slot: string, by: Address | null): Attempt {
  const accounts = { ...attempt.accounts, [slot]: by };
  const signers = instructionOf(attempt.instruction)
    .accounts.filter(({ signer }) => signer === true)
    .map(({ name }) => accounts[name] ?? null)
    .filter((address) => address !== null);
  const deviceKey = attempt.accounts['device_key'];
  const also = typeof deviceKey === 'string' && attempt.signers.includes(deviceKey) ? [deviceKey] : [];
  return { ...attempt, accounts, signers: [...new Set([...signers, ...also])] };
}

/** An account of the same kind, of another one, one that stands in another slot, one that is nothing; or none. */
function otherAccount(scene: Scene, attempt: Attempt): Attempt {
  const { draw, register, cast } = scene;
  const slot = draw.one(slotsOf(attempt).filter(({ signer }) => signer !== true));
  if (slot === undefined) return attempt;
  const now = attempt.accounts[slot.name] ?? null;
  if (slot.optional === true && now !== null && draw.chance(40)) return replaced(attempt, slot.name, null);
  const kind = register.accounts.get(now ?? SYSTEM)?.kind;
  const same = [...register.accounts].filter(([, account]) => account.kind === kind).map(([at]) => at);
  const other = draw.one([
    draw.one(same),
    draw.one(same),
    draw.one([...register.accounts.keys()]),
    addressIn(attempt, draw.one(slotsOf(attempt))?.name ?? slot.name),
    draw.one(cast.wallets),
    draw.hex(32),
  ]);
  // The program's own address in a slot means that it is left out.
  return replaced(
    attempt,
    slot.name,
    other === PROGRAM ? draw.one(cast.wallets) : (other ?? draw.one(cast.wallets)),
  );
}

function otherArgument(scene: Scene, attempt: Attempt): Attempt {
  const { draw, now } = scene;
  const place = draw.one(ARGUMENT_LAYOUTS.get(attempt.instruction)?.places ?? []);
  if (place === undefined) return otherAccount(scene, attempt);
  const before = attempt.args[place.name] ?? 0;
  const limit = 2 ** (place.bytes * 8);
  const after: Value =
    place.kind === 'bytes'
      ? draw.one(['00'.repeat(place.bytes), draw.hex(place.bytes), draw.hex(place.bytes)])
      : place.kind === 'number'
        ? (Number(before) + draw.one([1, limit - 1, 2, limit / 2])) % limit
        : draw.one([BigInt(before) + 1n, BigInt(before) - 1n, 0n, now, now + 1n, now - 1n]);
  const bits = place.bytes * 8;
  const wrapped = (number: bigint): bigint =>
    place.kind === 'unsigned' ? BigInt.asUintN(bits, number) : BigInt.asIntN(bits, number);
  const value = typeof after === 'bigint' ? wrapped(after) : after;
  const args: Values = { ...attempt.args, [place.name]: value };
  return { ...attempt, args };
}
