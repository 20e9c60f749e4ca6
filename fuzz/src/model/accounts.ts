import type { Address } from '../chain/addresses.ts';
import type { Hex } from '../chain/layout.ts';

/** The register's accounts as documents say that they are; fields are named as on chain. Times are Unix seconds. */
interface Written {
  readonly version: number;
  readonly bump: number;
}
interface Closable {
  readonly rent_payer: Address;
  readonly ended_at: bigint;
}

export interface Person extends Written, Closable {
  readonly kind: 'Person';
  readonly status: number;
  readonly keyring_due: number;
  readonly founder: Address;
  readonly cluster: Hex;
  readonly authority: Address;
  readonly proposed_authority: Address;
  readonly proposed_until: bigint;
  readonly recovery_authority: Address;
  readonly recovery_key: Hex;
  readonly recovery_delay: bigint;
  readonly pending_recovery_authority: Address;
  readonly pending_recovery_key: Hex;
  readonly pending_recovery_delay: bigint;
  readonly pending_since: bigint;
  readonly recovery_new_authority: Address;
  readonly recovery_started_at: bigint;
  readonly next_id: bigint;
  readonly encryption_key: Hex;
  readonly generation: number;
  readonly keyring_digest: Hex;
  readonly active_devices: number;
  readonly access_sequence: bigint;
  readonly void_before: bigint;
  readonly public_name: Hex;
}

export interface Device extends Written, Closable {
  readonly kind: 'Device';
  /** 0 active, 1 suspended, 2 revoked. */
  readonly status: number;
  readonly role: number;
  readonly person: Address;
  readonly key: Address;
  readonly encryption_key: Hex;
  readonly sealed_name: Hex;
  readonly enrolled_sequence: bigint;
  readonly enrolled_at: bigint;
  readonly slots: number;
  readonly trusted_since: bigint;
}

export interface RevokedDevice extends Written {
  readonly kind: 'RevokedDevice';
  readonly person: Address;
  readonly key: Address;
  readonly ended_at: bigint;
}

export interface Group extends Written, Closable {
  readonly kind: 'Group';
  readonly status: number;
  readonly keyring_due: number;
  readonly creator: Address;
  readonly id: bigint;
  readonly owner: Address;
  readonly encryption_key: Hex;
  readonly generation: number;
  readonly keyring_digest: Hex;
  readonly keyring_valid_until: bigint;
  readonly access_sequence: bigint;
  readonly sealed_label: Hex;
}

export interface Membership extends Written, Closable {
  readonly kind: 'Membership';
  readonly status: number;
  readonly role: number;
  readonly principal_kind: number;
  readonly group: Address;
  readonly principal: Address;
  readonly granter: Address;
  /** 0 for never. */
  readonly expires_at: bigint;
  readonly serial: bigint;
}

export interface Program extends Written, Closable {
  readonly kind: 'Program';
  readonly status: number;
  readonly class: number;
  readonly creator: Address;
  readonly id: bigint;
  readonly owner: Address;
  readonly bundle_digest: Hex;
  readonly bundle_version: number;
  readonly access_sequence: bigint;
  readonly slug: Hex;
}

export interface Dataset extends Written, Closable {
  readonly kind: 'Dataset';
  readonly status: number;
  readonly rotation_due: number;
  readonly creator: Address;
  readonly id: bigint;
  readonly owner: Address;
  readonly head: Hex;
  readonly sequence: bigint;
  readonly epoch: number;
  readonly owner_generation: number;
  readonly keyring_digest: Hex;
  readonly epoch_valid_until: bigint;
  readonly access_sequence: bigint;
  readonly sealed_label: Hex;
}

export interface Grant extends Written, Closable {
  readonly kind: 'Grant';
  readonly status: number;
  readonly resource_kind: number;
  readonly principal_kind: number;
  readonly resource: Address;
  readonly principal: Address;
  readonly permissions: number;
  readonly not_before: bigint;
  /** 0 for never. */
  readonly expires_at: bigint;
  readonly via_program: Address;
  readonly granter: Address;
  readonly serial: bigint;
  readonly parent: Address;
  readonly parent_serial: bigint;
}

export interface Port extends Written, Closable {
  readonly kind: 'Port';
  readonly status: number;
  readonly creator: Address;
  readonly id: bigint;
  readonly device: Address;
  readonly number: number;
  readonly protocol: Hex;
  readonly access_sequence: bigint;
  readonly sealed_label: Hex;
}

export type Resource = Dataset | Port | Device | Group;
export type Account = Person | Device | RevokedDevice | Group | Membership | Program | Dataset | Grant | Port;
export type Kind = Account['kind'];
export type OfKind<K extends Kind> = Extract<Account, { kind: K }>;

export const NOBODY: Address = '00'.repeat(32);
export const NOTHING: Hex = '00'.repeat(32);
export const FOREVER = 2n ** 63n - 1n;
export const ADMIN_ROLE = 1;
export const DAY = 86_400n;
export const PERMISSION = { read: 1, write: 2, admin: 4, connect: 8, run: 16 } as const;
export const PRINCIPAL = { person: 1, device: 2, group: 3 } as const;
