import assert from 'node:assert/strict';
import type { Values } from '../../fuzz/src/chain/layout.ts';
import { use } from './catalogue.ts';
import { big, instruct, type Name } from './instruct.ts';
import { put } from './put.ts';
import { Scene } from './scene.ts';
import { refused } from './world.ts';

/** An account that ended without having ended. */
const ENDED = { ended_at: 1n };
const NOTHING = '00'.repeat(32);

/** What no instruction leaves behind, and which instruction refuses to build on it: by its account, then by what is wrong there. */
const STATES: Partial<Record<Name, Readonly<Record<string, readonly Values[]>>>> = {
  proposeAuthority: {
    person: [
      ENDED,
      ...[{ keyring_due: 2 }, { next_id: 0n }, { generation: 0 }, { void_before: 1_000n }],
      ...[{ recovery_started_at: 1n }, { pending_since: 1n }],
    ],
  },
  acceptAuthority: { person: [ENDED] },
  setRecovery: { person: [ENDED] },
  startRecovery: { person: [ENDED] },
  cancelRecovery: { person: [ENDED] },
  finishRecovery: { person: [ENDED] },
  setPersonKeyring: { person: [ENDED] },
  retirePerson: { person: [{ generation: 0 }] },
  enrollDevice: { person: [ENDED] },
  setDeviceRole: { person: [ENDED], device: [ENDED, { status: 3 }] },
  suspendDevice: { person: [ENDED], device: [ENDED, { role: 2 }] },
  resumeDevice: { person: [ENDED], device: [ENDED, { role: 2 }] },
  revokeDevice: { person: [ENDED], device: [{ role: 2 }] },
  createGroup: { owner: [ENDED] },
  addMember: { group: [ENDED] },
  removeMember: { group: [ENDED], membership: [{ role: 2 }, { principal_kind: 0 }, { principal_kind: 3 }] },
  rotateGroup: { group: [ENDED] },
  retireGroup: { group: [{ generation: 0 }, { keyring_due: 2 }, { keyring_digest: NOTHING }] },
  publishProgram: { owner: [ENDED] },
  retireProgram: { publishedProgram: [{ bundle_version: 0 }, { class: 2 }] },
  createDataset: { owner: [ENDED] },
  publishVersion: { dataset: [ENDED] },
  rotateEpoch: { dataset: [ENDED] },
  transferDataset: { dataset: [ENDED] },
  retireDataset: {
    dataset: [{ epoch: 0 }, { rotation_due: 2 }, { sequence: 1n }, { keyring_digest: NOTHING }],
  },
  grantAccess: { resource: [ENDED] },
  revokeAccess: {
    resource: [ENDED],
    grant: [{ permissions: 0 }, { resource_kind: 0 }, { resource_kind: 5 }, { principal_kind: 0 }],
  },
  sharePort: { owner: [ENDED] },
  unsharePort: { port: [{ number: 0 }] },
};

const told = (state: Values): string =>
  Object.entries(state)
    .map(([field, value]) => `${field} ${value === NOTHING ? 'zeros' : String(value)}`)
    .join(', ');

describe('the program: no instruction builds on a state that none leaves behind', () => {
  for (const [name, bySlot] of Object.entries(STATES) as [Name, Record<string, Values[]>][])
    for (const [slot, states] of Object.entries(bySlot))
      it(`${name} refuses a ${slot} with ${states.map(told).join(', or ')}`, async () => {
        const { scene, accounts, args, signers } = await use(name);
        const account = accounts[slot] ?? assert.fail();
        const sound = scene.world.data(account) ?? assert.fail();
        for (const state of states) {
          put(scene.world, account, state);
          const before = scene.world.data(account);
          refused(scene.world.send([instruct(name, accounts, args)], signers), 'InvariantBroken');
          assert.deepEqual(scene.world.data(account), before);
          scene.world.overwrite(account, 0, sound);
        }
        assert.equal(scene.world.send([instruct(name, accounts, args)], signers).error, undefined);
      });

  it('publishProgram refuses the next version of a program of no class, or that ended', async () => {
    const s = await Scene.begin();
    const id = s.nextId(s.owner);
    const program = s.program();
    const next = s.publish(id, { bundleVersion: 2, class: 2 });
    put(s.world, program, { class: 2 });
    refused(s.send('publishProgram', next.accounts, next.args, [s.owner.wallet]), 'InvariantBroken');
    put(s.world, program, { class: 1, ...ENDED });
    const args = { ...next.args, class: 1, id: big(id) };
    refused(s.send('publishProgram', next.accounts, args, [s.owner.wallet]), 'InvariantBroken');
  });

  it('grantAccess refuses a port, a device or a group in such a state', async () => {
    const s = await Scene.begin();
    const [port, group] = [s.port(), s.group()];
    const none = {
      previousKeyringDigest: Array<number>(32).fill(0),
      keyringDigest: Array<number>(32).fill(0),
    };
    for (const [resource, permissions, state] of [
      [port, 8, ENDED],
      [s.member.address, 16, ENDED],
      [group, 4, ENDED],
    ] as const) {
      put(s.world, resource, state);
      const give = s.grant(resource, s.other.address, { permissions, ...none });
      refused(s.send('grantAccess', give.accounts, give.args, [s.owner.wallet]), 'InvariantBroken');
    }
  });
});
