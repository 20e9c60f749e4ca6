import assert from 'node:assert/strict';
import { type Keypair, PublicKey, SystemProgram, type TransactionInstruction } from '@solana/web3.js';
import { use, type Use } from './catalogue.ts';
import { type Accounts, instruct, type Name, NAMES, slots } from './instruct.ts';
import { PROGRAM, program } from './world.ts';

/** Anchor's own refusal of an account that is given twice and written to. */
const GIVEN_TWICE = '2040';
const UNSIGNED = ['MissingRequiredSignature', 'ConstraintSigner', '2002', 'ProofMissing'];

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
      const signing = slots(name).filter(({ signer }) => signer);
      for (const { name: slot } of signing) {
        const used = await use(name);
        const key = used.accounts[slot];
        if (key === undefined || key === null) continue;
        const instruction = build(name, used);
        for (const meta of instruction.keys) if (meta.pubkey.equals(key)) meta.isSigner = false;
        const others = used.signers.filter(({ publicKey }) => !publicKey.equals(key));
        assert.ok(UNSIGNED.includes(unchanged(used, instruction, others)), slot);
      }
    });

    it('is refused when a stranger signs in the place of one', async () => {
      const signing = slots(name).filter(({ name: slot, signer }) => signer && slot !== 'payer');
      for (const { name: slot } of signing) {
        const used = await use(name);
        const key = used.accounts[slot];
        if (key === undefined || key === null) continue;
        const stranger = used.scene.world.wallet();
        const accounts: Accounts = { ...used.accounts, [slot]: stranger.publicKey };
        const instruction = build(name, { ...used, accounts });
        const signers = [...used.signers.filter(({ publicKey }) => !publicKey.equals(key)), stranger];
        unchanged(used, instruction, signers);
      }
    });

    it('is refused when an account belongs to another program, or is of another type', async () => {
      const [count] = [registered(name, await use(name)).length];
      for (let index = 0; index < count; index++) {
        const used = await use(name);
        const { world } = used.scene;
        const [slot, account] = registered(name, used)[index] ?? assert.fail();
        world.disown(account, SystemProgram.programId);
        unchanged(used, build(name, used), used.signers);
        world.disown(account, PROGRAM);
        const data = world.data(account) ?? assert.fail();
        world.overwrite(account, 0, Uint8Array.of((data[0] ?? 0) ^ 1));
        unchanged(used, build(name, used), used.signers);
        world.overwrite(account, 0, data);
        assert.equal(world.send([build(name, used)], used.signers).error, undefined, slot);
      }
    });

    it("is refused with somebody else's account of the same type", async () => {
      const [count] = [registered(name, await use(name)).length];
      for (let index = 0; index < count; index++) {
        const used = await use(name);
        const foreign = await use(name);
        const [slot, account] = registered(name, used)[index] ?? assert.fail();
        const [, theirs] = registered(name, foreign)[index] ?? assert.fail();
        // A copy of a like account out of another register, at its own address in this one.
        used.scene.world.implant(theirs, foreign.scene.world, theirs);
        const exempt = EXCHANGEABLE[name]?.includes(slot) === true;
        const instruction = build(name, { ...used, accounts: { ...used.accounts, [slot]: theirs } });
        if (exempt) continue;
        assert.notEqual(account.toBase58(), theirs.toBase58());
        unchanged(used, instruction, used.signers);
      }
    });

    it('is refused when an account that it writes to is given in the place of another too', async () => {
      const writes = slots(name).filter(({ writable, signer }) => writable && !signer);
      for (const { name: slot } of writes)
        for (const { name: other } of slots(name)) {
          const used = await use(name);
          const [account, replaced] = [used.accounts[slot], used.accounts[other]];
          if (slot === other || account === undefined || account === null) continue;
          if (replaced === undefined || replaced === null || replaced.equals(account)) continue;
          const instruction = build(name, { ...used, accounts: { ...used.accounts, [other]: account } });
          for (const meta of instruction.keys) if (meta.pubkey.equals(account)) meta.isSigner = false;
          const signs = (key: PublicKey) =>
            instruction.keys.some((meta) => meta.isSigner && meta.pubkey.equals(key));
          const reason = unchanged(
            used,
            instruction,
            used.signers.filter(({ publicKey }) => signs(publicKey)),
          );
          assert.ok(reason !== '', GIVEN_TWICE);
        }
    });

    it('fits into a transaction with room for a priority fee', async () => {
      const used = await use(name);
      assert.ok(used.scene.world.size([build(name, used)], used.signers) <= 1232 - 80);
    });
  });

/** Accounts that may be anybody's: whom something is given to. */
const EXCHANGEABLE: Partial<Record<Name, string[]>> = {
  addMember: ['principal'],
  grantAccess: ['principal'],
  transferDataset: ['newOwner'],
};
