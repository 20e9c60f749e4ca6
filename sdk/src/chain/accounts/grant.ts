import { type Address, type GrantId, parseGrantId } from '../../identifiers.ts';
import { type Ending, readEnding } from './closing.ts';
import { type Permission, permissionsOf } from './permissions.ts';
import type { Reader } from './reader.ts';

export type ResourceKind = 'dataset' | 'port' | 'device' | 'group';
export type PrincipalKind = 'person' | 'device' | 'group';
/** By their numbers on chain, of which 0 is none. Groups do not nest, so no group is a member. */
const RESOURCE_NAMES: readonly (ResourceKind | undefined)[] = [
  undefined,
  'dataset',
  'port',
  'device',
  'group',
];
const PRINCIPAL_NAMES: readonly (PrincipalKind | undefined)[] = [undefined, 'person', 'device', 'group'];
export const MEMBER_NAMES: readonly ('person' | 'device' | undefined)[] = [undefined, 'person', 'device'];

export interface Grant extends Ending {
  readonly kind: 'grant';
  readonly address: GrantId;
  readonly status: 'active' | 'revoked';
  readonly resourceKind: ResourceKind;
  readonly resource: Address;
  readonly principalKind: PrincipalKind;
  /** The Person, Device or Group account. */
  readonly principal: Address;
  readonly permissions: ReadonlySet<Permission>;
  /** Unix seconds; 0 for at once. */
  readonly notBefore: bigint;
  /** Unix seconds; 0 for never. */
  readonly expiresAt: bigint;
  /** Only inside jobs of this program. */
  readonly viaProgram: Address | undefined;
  /** The person who granted. */
  readonly granter: Address;
  /** Tells this grant from an earlier one at its address. */
  readonly serial: bigint;
  /** The admin grant that this one was made under; none when the owner granted. */
  readonly parent: Address | undefined;
  readonly parentSerial: bigint;
}

export function readGrant(address: Address, from: Reader): Grant {
  return {
    kind: 'grant',
    address: parseGrantId(address),
    status: from.word('status', ['active', 'revoked'] as const),
    resourceKind: from.word('resourceKind', RESOURCE_NAMES),
    resource: from.key('resource'),
    principalKind: from.word('principalKind', PRINCIPAL_NAMES),
    principal: from.key('principal'),
    permissions: permissionsOf(Number(from.integer('permissions'))),
    notBefore: from.integer('notBefore'),
    expiresAt: from.integer('expiresAt'),
    viaProgram: from.optionalKey('viaProgram'),
    granter: from.key('granter'),
    serial: from.integer('serial'),
    parent: from.optionalKey('parent'),
    parentSerial: from.integer('parentSerial'),
    ...readEnding(from),
  };
}
