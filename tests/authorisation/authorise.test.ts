import assert from 'node:assert/strict';
import {
  type AccessRequest,
  accountsOf,
  authorise,
  type Clocks,
  type DenyReason,
  PERMISSION_BITS,
  PRINCIPAL_KINDS,
  RESOURCE_KINDS,
  ROLES,
} from '@meshid/sdk';
import {
  DATASET,
  DEVICE,
  encodeAccount,
  MIDDLE,
  OTHER_DATASET,
  OWNER,
  PLACES,
  PROGRAM,
  READER,
  type Story,
  STRANGER,
  USUAL,
  viewOf,
} from './register.ts';

const NOW = 1_800_000_000n;
const READ: AccessRequest = { device: DEVICE, resource: DATASET, permission: 'read' };
const SUSPENDED = 1;
const REVOKED = 2;
const RETIRED = 1;
const GRANT_REVOKED = 1;
const { read, write, admin } = PERMISSION_BITS;

const at = (local: bigint, chain = local): Clocks => ({ local, chain });

/** A grant that the middle person made under its own. */
const under = { granter: MIDDLE, parent: PLACES.parent, parentSerial: 1n };
const SUB_GRANTED: Story = { personGrant: under, parent: {} };
const OWN: Story = { device: { person: OWNER }, personGrant: 'absent' };

describe('authorise', () => {
  /** Says what is decided of the usual story with these changes: nothing is "allowed". */
  const decides = (
    title: string,
    reason: DenyReason | undefined,
    story: Story | (() => Promise<Story>),
    {
      clocks = at(NOW),
      permission = 'read',
    }: { clocks?: Clocks; permission?: AccessRequest['permission'] } = {},
  ): void => {
    it(title, async () => {
      const view = await viewOf(typeof story === 'function' ? await story() : story);
      const decision = authorise({ ...READ, permission }, view, clocks);
      assert.deepEqual(decision, reason === undefined ? { allowed: true } : { allowed: false, reason });
    });
  };
  const allows = (title: string, story: Story, more?: Parameters<typeof decides>[3]): void =>
    decides(title, undefined, story, more);

  describe('who asks', () => {
    decides('nobody knows a device without an account', 'the device is not enrolled', { device: 'absent' });
    decides(
      "an account at the device's address with another key in it is not that device",
      'the device is not enrolled',
      {
        device: { key: OWNER },
      },
    );
    decides('a suspended device may do nothing', 'the device is suspended', {
      device: { status: SUSPENDED },
    });
    decides('a revoked device may do nothing', 'the device is revoked', { device: { status: REVOKED } });
    decides("a suspended device of the owner's may do nothing", 'the device is suspended', {
      ...OWN,
      device: { person: OWNER, status: SUSPENDED },
    });
    decides('a device of nobody may do nothing', 'the person is retired', { person: 'absent' });
    decides('a device of a retired person may do nothing', 'the person is retired', {
      person: { status: RETIRED },
    });
    decides(
      'a device that was enrolled before a recovery is void',
      'the device was enrolled before its person was recovered',
      { person: { voidBefore: 2n } },
    );
    allows('a device that was enrolled at the recovery or after it is not void', {
      person: { voidBefore: 1n },
    });
    decides(
      "a void device of the owner's may do nothing",
      'the device was enrolled before its person was recovered',
      {
        ...OWN,
        device: { person: OWNER },
        owner: { voidBefore: 2n },
      },
    );
  });

  describe('what is asked for', () => {
    decides('nothing is allowed on what does not exist', 'the dataset does not exist', { dataset: 'absent' });
    decides('an account of another kind is not a dataset', 'the dataset does not exist', async () => ({
      dataset: await encodeAccount('person', USUAL.owner),
    }));
    decides('nothing is allowed on a retired dataset', 'the dataset is retired', {
      dataset: { status: RETIRED },
    });
    decides("a retired owner's dataset is nobody's", 'the owner is retired', { owner: { status: RETIRED } });
    decides("a dataset without an owner is nobody's", 'the owner is retired', { owner: 'absent' });
  });

  describe('an owner', () => {
    for (const permission of ['read', 'write'] as const)
      allows(`may ${permission} with a member device, without a grant`, OWN, { permission });
    allows(
      'may administer with an admin device',
      { ...OWN, device: { person: OWNER, role: ROLES.admin } },
      {
        permission: 'admin',
      },
    );
    decides('may not administer with a member device', 'only an admin device of the owner may do this', OWN, {
      permission: 'admin',
    });
    decides('is whoever owns it now, not who created it', 'nothing was granted', {
      dataset: { creator: READER },
      personGrant: 'absent',
    });
  });

  describe('a grant', () => {
    allows("lets the person's device read", {});
    allows('lets the device read by itself', { deviceGrant: {}, personGrant: 'absent' });
    allows('of either kind is enough', { deviceGrant: {}, personGrant: { status: GRANT_REVOKED } });
    decides('has to be there', 'nothing was granted', { personGrant: 'absent' });
    decides('that was revoked lets nobody in', 'the grant was revoked', {
      personGrant: { status: GRANT_REVOKED },
    });
    decides('of the device is told of where the person has none', 'the grant was revoked', {
      deviceGrant: { status: GRANT_REVOKED },
      personGrant: 'absent',
    });
    decides(
      'holds what it says and no more',
      'the grant does not hold this permission',
      {},
      { permission: 'write' },
    );
    decides('to administer is not one to read', 'the grant does not hold this permission', {
      personGrant: { permissions: admin },
    });
    allows(
      'of several permissions holds each',
      { personGrant: { permissions: read | write } },
      { permission: 'write' },
    );
    decides(
      'that is bound to a program holds only inside its jobs',
      'the grant holds only inside jobs of a program',
      { personGrant: { viaProgram: PROGRAM } },
    );
    for (const [what, fields] of [
      ['another kind of principal', { principalKind: PRINCIPAL_KINDS.group }],
      ['another principal', { principal: STRANGER }],
      ['another dataset', { resource: OTHER_DATASET }],
      ['another kind of resource', { resourceKind: RESOURCE_KINDS.port }],
    ] as const)
      decides(`that names ${what} is none`, 'nothing was granted', { personGrant: fields });
    decides('that a former owner made ended with that ownership', 'nothing was granted', {
      personGrant: { granter: STRANGER },
    });
  });

  describe('time', () => {
    const bounded: Story = { personGrant: { notBefore: NOW, expiresAt: NOW + 10n } };
    allows('a grant holds from its first second', bounded, { clocks: at(NOW) });
    allows('a grant holds until its last second', bounded, { clocks: at(NOW + 9n) });
    decides('a grant has expired at the very second', 'the grant has expired', bounded, {
      clocks: at(NOW + 10n),
    });
    decides('a grant does not hold the second before it begins', 'the grant does not begin yet', bounded, {
      clocks: at(NOW - 1n),
    });
    for (const [whose, clocks] of [
      ["this computer's", at(NOW + 10n, NOW + 1n)],
      ["the chain's", at(NOW + 1n, NOW + 10n)],
    ] as const)
      decides(`expiry goes by ${whose} clock where that is later`, 'the grant has expired', bounded, {
        clocks,
      });
    for (const [whose, clocks] of [
      ["this computer's", at(NOW - 1n, NOW)],
      ["the chain's", at(NOW, NOW - 1n)],
    ] as const)
      decides(
        `a beginning goes by ${whose} clock where that is earlier`,
        'the grant does not begin yet',
        bounded,
        {
          clocks,
        },
      );
    allows('no bound is no bound', {}, { clocks: at(0n, 2n ** 62n) });
  });

  describe('a grant under a grant', () => {
    const NOT_EFFECTIVE = 'the grant that this one was made under is not effective';
    allows('holds while its parent does', SUB_GRANTED);
    for (const [title, parent] of [
      ['is gone', 'absent'],
      ['was revoked', { status: GRANT_REVOKED }],
      ['was replaced since, so that its serial is another', { serial: 2n }],
      ['has expired', { expiresAt: NOW }],
      ['does not begin yet', { notBefore: NOW + 1n }],
      ['is no longer one to administer', { permissions: read }],
      ['does not hold what is given on', { permissions: admin | write }],
      ['is bound to a program', { viaProgram: PROGRAM }],
      ['was made by a former owner', { granter: STRANGER }],
      ['is on another dataset', { resource: OTHER_DATASET }],
      ['is itself under another', { granter: STRANGER, parent: PLACES.deviceGrant, parentSerial: 1n }],
    ] as const)
      decides(`ends when its parent ${title}`, NOT_EFFECTIVE, { personGrant: under, parent });
    decides('is bounded by its own terms too', 'the grant has expired', {
      ...SUB_GRANTED,
      personGrant: { ...under, expiresAt: NOW },
    });
    decides('is not effective under an account that is no grant', NOT_EFFECTIVE, async () => ({
      personGrant: under,
      parent: await encodeAccount('dataset', USUAL.dataset),
    }));
    decides('cannot be its own parent', NOT_EFFECTIVE, {
      personGrant: { ...under, permissions: read | admin, parent: PLACES.personGrant },
    });
  });

  describe('an account that cannot be read', () => {
    const unreadable = {
      garbage: async () => new Uint8Array(313).fill(7),
      'of another length': async () => (await encodeAccount('grant', USUAL.personGrant)).subarray(1),
      'of another layout': async () => encodeAccount('grant', { ...USUAL.personGrant, version: 2 }),
      'with a status that is not known here': async () =>
        encodeAccount('grant', { ...USUAL.personGrant, status: 9 }),
      empty: async () => new Uint8Array(),
    };
    for (const [what, bytes] of Object.entries(unreadable)) {
      decides(`refuses when it is ${what}`, 'an account can not be read', async () => ({
        personGrant: await bytes(),
      }));
      decides(`refuses though another grant would do, ${what}`, 'an account can not be read', async () => ({
        deviceGrant: {},
        personGrant: await bytes(),
      }));
    }
    for (const part of ['device', 'person', 'owner', 'dataset', 'parent'] as const)
      decides(`refuses when it is the ${part}`, 'an account can not be read', async () => ({
        ...SUB_GRANTED,
        [part]: await unreadable.garbage(),
      }));
  });

  it('depends on the accounts that it names, as far as the view tells them', async () => {
    assert.deepEqual(
      accountsOf(READ, new Map()).sort(),
      [PLACES.device, PLACES.dataset, PLACES.deviceGrant].sort(),
    );
    const { parent, ...direct } = PLACES;
    assert.deepEqual(accountsOf(READ, await viewOf()).sort(), Object.values(direct).sort());
    assert.deepEqual(
      accountsOf(READ, await viewOf(SUB_GRANTED)).sort(),
      [...Object.values(direct), parent].sort(),
    );
  });
});
