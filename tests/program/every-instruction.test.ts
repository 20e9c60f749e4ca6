import assert from 'node:assert/strict';
import type { PublicKey } from '@solana/web3.js';
import { type Keypair, SystemProgram, type TransactionInstruction } from '@solana/web3.js';
import { use, type Use } from './catalogue.ts';
import { type Accounts, instruct, type Name, NAMES, slots } from './instruct.ts';
import {
  CHECKED_BY_THE_PROGRAM,
  foreignReason,
  readOnlyReason,
  strangersReason,
  twiceReason,
} from './refusals.ts';
import { PROGRAM, program } from './world.ts';

/** Anchor's own refusals. */
const UNSIGNED = 'MissingRequiredSignature';
const OTHER_OWNER = 'IllegalOwner';
const OTHER_TYPE = 'InvalidAccountData';

const build = (name: Name, { accounts, args }: Use): TransactionInstruction => instruct(name, accounts, args);

/** What the chain holds of these accounts: to see that nothing changed. */
const held = ({ scene, accounts }: Use): (Uint8Array | undefined)[] =>
  Object.values(accounts).map((account) => (account === null ? undefined : scene.world.data(account)));

/** The slots that hold an account of this program, and the account. */
function registered(name: Name, { scene, accounts }: Use): [slot: string, account: PublicKey][] {
  const kinds = program.idl.accounts.map(({ discriminator }) => Buffer.from(discriminator));
  return slots(name).flatMap(({ name: slot }) => {
    const account = accounts[slot];
    const data = account === undefined || account === null ? undefined : scene.world.data(account);
    const known = data !== undefined && kinds.some((kind) => kind.equals(data.subarray(0, 8)));
    return known && account !== undefined && account !== null ? [[slot, account]] : [];
  });
}

/** The slots that somebody signs for here, and whose key. */
function signing(name: Name, { accounts }: Use): [slot: string, key: PublicKey][] {
  const signers = slots(name).filter(({ signer }) => signer);
  return signers.flatMap(({ name: slot }) => {
    const key = accounts[slot];
    return key === undefined || key === null ? [] : [[slot, key]];
  });
}

function refusedFor(expected: string | undefined, reason: string, what: string): void {
  assert.equal(reason, expected, what);
}

function unchanged(used: Use, instruction: TransactionInstruction, signers: readonly Keypair[]): string {
  const before = held(used);
  const { error, events } = used.scene.world.send([instruction], signers);
  assert.ok(error !== undefined, 'it was accepted');
  assert.deepEqual(held(used), before);
  assert.deepEqual(events, []);
  return error;
}

for (const name of NAMES)
  describe(`the program: ${name}`, () => {
    it('succeeds, whoever pays the fee, and tells of it by exactly one event', async () => {
      const used = await use(name);
      const outcome = used.scene.world.send([build(name, used)], used.signers);
      assert.equal(outcome.error, undefined);
      assert.equal(outcome.events.length, 1);
    });

    it('is refused when one who must sign has not', async () => {
      const used = await use(name);
      for (const [slot, key] of signing(name, used)) {
        const instruction = build(name, used);
        for (const meta of instruction.keys) if (meta.pubkey.equals(key)) meta.isSigner = false;
        const others = used.signers.filter(({ publicKey }) => !publicKey.equals(key));
        const reason = slot === 'deviceKey' && name === 'enrollDevice' ? 'ProofMissing' : UNSIGNED;
        refusedFor(reason, unchanged(used, instruction, others), `${name} ${slot}`);
      }
    });

    it('is refused when a stranger signs in the place of one', async () => {
      const used = await use(name);
      for (const [slot, key] of signing(name, used)) {
        if (slot === 'payer') continue;
        const stranger = used.scene.world.wallet();
        const accounts: Accounts = { ...used.accounts, [slot]: stranger.publicKey };
        const instruction = build(name, { ...used, accounts });
        const signers = [...used.signers.filter(({ publicKey }) => !publicKey.equals(key)), stranger];
        refusedFor(strangersReason(name, slot), unchanged(used, instruction, signers), `${name} ${slot}`);
      }
    });

    it('is refused when an account belongs to another program, or is of another type', async () => {
      const used = await use(name);
      const { world } = used.scene;
      for (const [slot, account] of registered(name, used)) {
        const own = CHECKED_BY_THE_PROGRAM[name]?.[slot];
        world.disown(account, SystemProgram.programId);
        const disowned = unchanged(used, build(name, used), used.signers);
        refusedFor(own ?? OTHER_OWNER, disowned, `${name} ${slot}`);
        world.disown(account, PROGRAM);
        const data = world.data(account) ?? assert.fail();
        world.overwrite(account, 0, Uint8Array.of((data[0] ?? 0) ^ 1));
        const retyped = unchanged(used, build(name, used), used.signers);
        refusedFor(own ?? OTHER_TYPE, retyped, `${name} ${slot}`);
        world.overwrite(account, 0, data);
      }
      assert.equal(world.send([build(name, used)], used.signers).error, undefined);
    });

    it("is refused with somebody else's account of the same type", async () => {
      const [used, foreign] = [await use(name), await use(name)];
      const theirs = registered(name, foreign);
      for (const [index, [slot, account]] of registered(name, used).entries()) {
        const [, other] = theirs[index] ?? assert.fail();
        assert.notEqual(account.toBase58(), other.toBase58());
        const reason = foreignReason(name, slot);
        if (reason === undefined) continue;
        // A copy of a like account out of another register, at its own address in this one.
        used.scene.world.implant(other, foreign.scene.world, other);
        const instruction = build(name, { ...used, accounts: { ...used.accounts, [slot]: other } });
        refusedFor(reason, unchanged(used, instruction, used.signers), `${name} ${slot}`);
      }
    });

    it('is refused when an account that it writes to is given in the place of another too', async () => {
      const used = await use(name);
      const writes = slots(name).filter(({ writable, signer }) => writable && !signer);
      for (const { name: slot } of writes)
        for (const { name: other } of slots(name)) {
          const [account, replaced] = [used.accounts[slot], used.accounts[other]];
          if (slot === other || account === undefined || account === null) continue;
          if (replaced === undefined || replaced === null || replaced.equals(account)) continue;
          const instruction = build(name, { ...used, accounts: { ...used.accounts, [other]: account } });
          const canSign = used.signers.some(({ publicKey }) => publicKey.equals(account));
          for (const meta of instruction.keys)
            if (meta.pubkey.equals(account) && !canSign) meta.isSigner = false;
          const signs = (key: PublicKey) =>
            instruction.keys.some((meta) => meta.isSigner && meta.pubkey.equals(key));
          const signers = used.signers.filter(({ publicKey }) => signs(publicKey));
          const reason = unchanged(used, instruction, signers);
          refusedFor(twiceReason(name, slot, other), reason, `${name} ${slot} as ${other}`);
        }
    });

    it('is refused when an account that it writes to is given to be read only', async () => {
      const used = await use(name);
      for (const { name: slot, writable } of slots(name)) {
        const account = used.accounts[slot];
        if (!writable || account === undefined || account === null) continue;
        const instruction = build(name, used);
        for (const meta of instruction.keys) if (meta.pubkey.equals(account)) meta.isWritable = false;
        const reason = unchanged(used, instruction, used.signers);
        refusedFor(readOnlyReason(name, slot), reason, `${name} ${slot}`);
      }
    });

    it('fits into a transaction with room for a priority fee', async () => {
      const used = await use(name);
      assert.ok(used.scene.world.size([build(name, used)], used.signers) <= 1232 - 80);
    });
  });
