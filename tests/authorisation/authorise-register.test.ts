import assert from 'node:assert/strict';
import { parseAddress, parseGroupId, PERMISSION_BITS, PRINCIPAL_KINDS, RESOURCE_KINDS } from '@meshid/sdk';
import { allows, at, decides, NOW, OWN, RETIRED, SUSPENDED, under } from './deciding.ts';
import {
  DEVICE,
  encodeAccount,
  type Fields,
  GROUP,
  OFFERING,
  OWNER,
  READER,
  type Story,
  STRANGER,
} from './register.ts';

describe('authorise, over groups and every kind of resource', () => {
  describe('a group', () => {
    const asked = { groups: [GROUP] };
    const THROUGH: Story = { personGrant: 'absent', groupGrant: {}, group: {}, personMembership: {} };
    const { personMembership, ...outside } = THROUGH;
    assert.ok(personMembership !== undefined);
    allows('lets the persons in it do what was granted to it', THROUGH, asked);
    allows('lets the computers in it do what was granted to it', { ...outside, deviceMembership: {} }, asked);
    decides('lets in nobody who is not in it', 'nothing was granted', outside, asked);
    decides('is not found unless somebody looks for it', 'nothing was granted', THROUGH);
    decides(
      'that was granted nothing is of no use',
      'nothing was granted',
      { ...THROUGH, groupGrant: 'absent' },
      asked,
    );
    for (const group of [{ status: RETIRED }, 'absent'] as const)
      decides(
        `that is ${group === 'absent' ? 'gone' : 'retired'} lets nobody in`,
        'the group that holds the grant is retired',
        { ...THROUGH, group },
        asked,
      );
    decides(
      'whose keys are due lets its other members in all the same',
      undefined,
      { ...THROUGH, group: { keyringDue: 1 } },
      asked,
    );
    decides(
      'is nothing to a member who was removed',
      'the member was removed from the group',
      { ...THROUGH, personMembership: { status: 1 } },
      asked,
    );
    allows(
      'that the person was removed from lets its computer in, which is in it by itself',
      { ...THROUGH, personMembership: { status: 1 }, deviceMembership: {} },
      asked,
    );
    const ending: Story = { ...THROUGH, personMembership: { expiresAt: NOW + 10n } };
    allows('has a member until its last second', ending, { ...asked, clocks: at(NOW + 9n) });
    for (const clocks of [at(NOW + 10n, NOW), at(NOW, NOW + 10n)])
      decides(
        'has lost a member whose time is over by either clock',
        'the membership in the group has expired',
        ending,
        { ...asked, clocks },
      );
    for (const [what, fields] of [
      ['another group', { group: parseGroupId(STRANGER) }],
      ['another principal', { principal: STRANGER }],
      ['another kind of principal', { principalKind: PRINCIPAL_KINDS.device }],
    ] as const)
      decides(
        `has no member by a membership of ${what}`,
        'nothing was granted',
        { ...THROUGH, personMembership: fields },
        asked,
      );
    decides(
      'gives its members no more than the grant holds',
      'the grant has expired',
      { ...THROUGH, groupGrant: { expiresAt: NOW } },
      asked,
    );
    decides(
      'does not help a suspended computer',
      'the device is suspended',
      { ...THROUGH, device: { status: SUSPENDED } },
      asked,
    );
    allows('may hold a grant under a grant', { ...THROUGH, groupGrant: under, parent: {} }, asked);
  });

  describe('another kind of resource', () => {
    const port = { creator: OWNER, device: OFFERING, number: 80 };
    const device = { key: parseAddress(STRANGER), person: OWNER };
    const group = { creator: OWNER, owner: OWNER };
    const all = { port, device, group };
    const USES = { port: 'connect', device: 'run', group: 'admin' } as const;
    const on =
      (kind: keyof typeof all, fields: Fields = {}, more: Story = {}) =>
      async (): Promise<Story> => ({
        personGrant: { resourceKind: RESOURCE_KINDS[kind], permissions: PERMISSION_BITS[USES[kind]] },
        ...(kind === 'port' ? { offering: {} } : {}),
        dataset: await encodeAccount(kind, { ...all[kind], ...fields }),
        ...more,
      });
    for (const kind of ['port', 'device', 'group'] as const) {
      const permission = USES[kind];
      decides(`a grant on a ${kind} holds`, undefined, on(kind), { permission });
      decides(
        `a grant on a dataset is none on a ${kind}`,
        'nothing was granted',
        on(kind, {}, { personGrant: {} }),
        {
          permission,
        },
      );
      decides(
        `a retired owner's ${kind} is nobody's`,
        'the owner is retired',
        on(kind, {}, { owner: { status: RETIRED } }),
        {
          permission,
        },
      );
      decides(`a ${kind} has no read permission`, 'such a resource has no such permission', on(kind));
      decides(
        `the owner may use its ${kind}`,
        kind === 'group' ? 'only an admin device of the owner may do this' : undefined,
        on(kind, {}, OWN),
        {
          permission,
        },
      );
    }
    decides(
      'a dataset has no permission to connect',
      'such a resource has no such permission',
      {},
      { permission: 'connect' },
    );
    decides(
      'a port that is no longer shared takes nobody',
      'the port is no longer shared',
      on('port', { status: 1 }),
      { permission: 'connect' },
    );
    decides(
      'a retired group is administered by nobody',
      'the group is retired',
      on('group', { status: RETIRED }),
      { permission: 'admin' },
    );
    for (const [what, offering] of [
      ['suspended', { status: SUSPENDED }],
      ['gone', 'absent'],
    ] as const)
      decides(
        `a port of a computer that is ${what} takes nobody`,
        'the device that is asked for is not active',
        on('port', {}, { offering }),
        {
          permission: 'connect',
        },
      );
    for (const [what, fields, more] of [
      ['suspended', { status: SUSPENDED }, {}],
      ['void', {}, { owner: { voidBefore: 1n } }],
    ] as const)
      decides(
        `a computer that is ${what} runs nothing`,
        'the device that is asked for is not active',
        on('device', fields, more),
        {
          permission: 'run',
        },
      );
    decides(
      'a computer of which only its tombstone is left runs nothing',
      'the device that is asked for is not active',
      async () => ({ dataset: await encodeAccount('revokedDevice', { person: OWNER }) }),
      { permission: 'run' },
    );
    decides('a tombstone is told as what it is', 'the device is revoked', async () => ({
      device: await encodeAccount('revokedDevice', { key: parseAddress(DEVICE), person: READER }),
    }));
  });
});
