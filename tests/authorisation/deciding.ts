import assert from 'node:assert/strict';
import { type AccessRequest, authorise, type Clocks, type DenyReason } from '@meshid/sdk';
import { DATASET, DEVICE, MIDDLE, OWNER, PLACES, type Story, viewOf } from './register.ts';

export const NOW = 1_800_000_000n;
export const READ: AccessRequest = { device: DEVICE, resource: DATASET, permission: 'read' };
export const SUSPENDED = 1;
export const RETIRED = 1;

export const at = (local: bigint, chain = local): Clocks => ({ local, chain });

/** A grant that the middle person made under its own. */
export const under = { granter: MIDDLE, parent: PLACES.parent, parentSerial: 1n };
export const OWN: Story = { device: { person: OWNER }, personGrant: 'absent' };

type More = { readonly clocks?: Clocks } & Partial<AccessRequest>;

/** Says what is decided of the usual story with these changes: nothing is "allowed". */
export function decides(
  title: string,
  reason: DenyReason | undefined,
  story: Story | (() => Promise<Story>),
  { clocks = at(NOW), ...more }: More = {},
): void {
  it(title, async () => {
    const view = await viewOf(typeof story === 'function' ? await story() : story);
    const decision = authorise({ ...READ, ...more }, view, clocks);
    assert.deepEqual(decision, reason === undefined ? { allowed: true } : { allowed: false, reason });
  });
}

export function allows(title: string, story: Story, more?: More): void {
  decides(title, undefined, story, more);
}
