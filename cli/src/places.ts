/** Where `meshid localnet` and `meshid index` listen unless told otherwise. */
export const LOCAL = {
  rpcUrl: 'http://127.0.0.1:8899',
  wsUrl: 'ws://127.0.0.1:8900',
  indexUrl: 'http://127.0.0.1:8898',
  indexPort: '8898',
} as const;

/** The clusters that have a name. */
export const CLUSTERS: Readonly<Record<string, string>> = {
  localnet: LOCAL.rpcUrl,
  devnet: 'https://api.devnet.solana.com',
  testnet: 'https://api.testnet.solana.com',
  mainnet: 'https://api.mainnet-beta.solana.com',
};
