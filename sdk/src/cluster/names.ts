import type { Address } from '../identifiers.ts';

/** Solana's own clusters, by their genesis hashes. */
const NAMES: Readonly<Record<string, string>> = {
  '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d': 'mainnet-beta',
  EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG: 'devnet',
  '4uhcVJyU9pJkvQyS88uRDiswHXSGkY3zQawwpjk2NsNY': 'testnet',
};

export function clusterName(genesisHash: Address): string | undefined {
  return NAMES[genesisHash];
}

/** Where a loss costs money. */
export function isMainnet(genesisHash: Address): boolean {
  return clusterName(genesisHash) === 'mainnet-beta';
}
