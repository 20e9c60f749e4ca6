import { type Dataset, decodeAs, type Grant, parseAddress } from '@meshid/sdk';
import { PublicKey } from '@solana/web3.js';
import { check } from './check.ts';
import type { Chain } from './steps/chain.ts';

/** What the tour compares of a grant on chain. */
export interface GrantOnChain {
  readonly resource: string;
  readonly principal: string;
  readonly active: boolean;
}

/** What the tour compares of a dataset on chain. */
export interface DatasetOnChain {
  readonly sequence: bigint;
  readonly head: string;
}

/** Reads a grant from the chain itself, not from what a command said of it. */
export async function readGrant(chain: Chain, grant: string): Promise<GrantOnChain> {
  return decodeGrant(grant, await readAccount(chain, grant));
}

export function decodeGrant(address: string, data: Uint8Array): GrantOnChain {
  const { resource, principal, status }: Grant = decodeAs('grant', parseAddress(address), data);
  return { resource, principal, active: status === 'active' };
}

/** Reads a dataset from the chain itself; before its first version it has no head, and that fails. */
export async function readDataset(chain: Chain, dataset: string): Promise<DatasetOnChain> {
  const data = await readAccount(chain, dataset);
  const { sequence, head }: Dataset = decodeAs('dataset', parseAddress(dataset), data);
  check(head !== undefined, `the dataset ${dataset} should have a version on chain`);
  return { sequence, head: head.toString() };
}

async function readAccount({ connection, programId }: Chain, address: string): Promise<Uint8Array> {
  const account = await connection.getAccountInfo(new PublicKey(address), 'confirmed');
  check(account?.owner.equals(programId) === true, `${address} should be an account of the program`);
  return account.data;
}
