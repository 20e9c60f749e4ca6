import { BN, Program, type Provider } from '@coral-xyz/anchor';
import { Connection, PublicKey } from '@solana/web3.js';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Meshid } from '../../program/meshid.ts';
import { MeshidError } from '../errors.ts';
import { type Address, parseAddress } from '../identifiers.ts';

// The artifacts are beside src and dist alike.
const ARTIFACTS = new URL('../../program/', import.meta.url);

export const idl = JSON.parse(readFileSync(new URL('meshid.json', ARTIFACTS), 'utf8')) as Meshid;
/** The program that this SDK was made for. */
export const PROGRAM_ID: Address = parseAddress(idl.address);
/** The program's binary, for a local chain or a deployment. */
export const PROGRAM_BINARY: string = fileURLToPath(new URL('meshid.so', ARTIFACTS));

// Instructions are only built here, so the provider's connection is never used.
const provider: Provider = { connection: new Connection('http://127.0.0.1:1') };
export const program = new Program<Meshid>(idl, provider);

/** A constant of the program; Anchor gives the IDL's names in camel case, as the types have them. */
function constant(name: string): string {
  const found = (program.idl.constants as readonly { name: string; value: string }[]).find(
    (entry) => entry.name === name,
  );
  if (found === undefined) throw new Error(`the IDL has no constant ${name}`);
  return found.value;
}

function seed(name: string): Buffer {
  return Buffer.from(JSON.parse(constant(name)) as number[]);
}

export const SEEDS = {
  person: seed('personSeed'),
  device: seed('deviceSeed'),
  dataset: seed('datasetSeed'),
  grant: seed('grantSeed'),
  group: seed('groupSeed'),
  member: seed('memberSeed'),
  program: seed('programSeed'),
  port: seed('portSeed'),
} as const;

const number = (name: string): number => Number(constant(name));
export const LAYOUT_VERSION: number = number('layoutVersion');
export const PERMISSION_BITS = {
  read: number('permissionRead'),
  write: number('permissionWrite'),
  admin: number('permissionAdmin'),
  connect: number('permissionConnect'),
  run: number('permissionRun'),
} as const;
export const PRINCIPAL_KINDS = {
  person: number('principalPerson'),
  device: number('principalDevice'),
  group: number('principalGroup'),
} as const;
export const ROLES = { member: number('roleMember'), admin: number('roleAdmin') } as const;
export const RESOURCE_KINDS = {
  dataset: number('kindDataset'),
  port: number('kindPort'),
  device: number('kindDevice'),
  group: number('kindGroup'),
} as const;

/** What a grant on each kind of resource may hold; see `permissionsOf`. */
export const RESOURCE_PERMISSION_BITS = {
  dataset: number('datasetPermissions'),
  port: number('portPermissions'),
  device: number('devicePermissions'),
  group: number('groupPermissions'),
} as const;
export const PROGRAM_CLASSES = {
  interactive: number('classInteractive'),
  batch: number('classBatch'),
} as const;
/** Limits of the program: seconds and bytes. */
export const CLOSE_DELAY_SECONDS: bigint = BigInt(constant('closeDelaySeconds'));
export const PROPOSAL_MAX_SECONDS: bigint = BigInt(constant('proposalMaxSeconds'));
export const RECOVERY_DELAY_MIN_SECONDS: bigint = BigInt(constant('recoveryDelayMinSeconds'));
export const RECOVERY_DELAY_MAX_SECONDS: bigint = BigInt(constant('recoveryDelayMaxSeconds'));
export const NAME_BYTES: number = number('nameBytes');
export const PROTOCOL_BYTES: number = number('protocolBytes');

export const toPublicKey = (address: string): PublicKey => new PublicKey(address);
export const toBn = (value: bigint): BN => new BN(value.toString());
/** No key, and no digest: zeros, as the program writes what there isn't. */
export const NO_KEY: PublicKey = PublicKey.default;
export const NO_BYTES: Uint8Array = NO_KEY.toBytes();

/**
 * UTF-8 padded with zeros, as names are kept on chain.
 *
 * @throws MeshidError `input/invalid`
 */
export function paddedName(name: string | undefined, length: number): number[] {
  const bytes = Buffer.from(name ?? '');
  if (bytes.length > length || bytes.includes(0) || name?.isWellFormed() === false)
    throw new MeshidError('input/invalid', {
      what: `name ${JSON.stringify(name)}`,
      why: `it should be up to ${length} bytes of text in UTF-8`,
    });
  return [...bytes, ...Array<number>(length - bytes.length).fill(0)];
}
