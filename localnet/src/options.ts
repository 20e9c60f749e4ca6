/** A program to have from the first slot on. */
export interface PreloadedProgram {
  readonly address: string;
  /** The file with its binary. */
  readonly path: string;
  /** Who may upgrade it; nobody unless given. */
  readonly upgradeAuthority?: string;
}

export interface LocalnetOptions {
  /** Where to listen; 127.0.0.1 unless given. */
  readonly host?: string;
  /** The HTTP port, with the WebSocket port after it; any free pair unless given. */
  readonly port?: number;
  /** The folder that keeps the chain; without one it ends with the process. */
  readonly ledger?: string;
  /** Goes on from before the damage of a damaged ledger, which is refused otherwise; false. */
  readonly repair?: boolean;
  /**
   * Milliseconds between two slots; 400, as on Solana's clusters. Block hashes expire after 150 of them, and web3.js
   * uses one for up to 30 s: below 200, its `sendTransaction` with signers may come too late.
   */
  readonly slotMs?: number;
  /** How many slots after its own a block is confirmed; 1. More leaves room for a fork to drop unconfirmed blocks. */
  readonly confirmationSlots?: number;
  /** How many slots after its own a block is finalized; 32. */
  readonly finalizationSlots?: number;
  /** What tells this cluster from others, base58 of 32 bytes; random unless given. A ledger keeps its own. */
  readonly genesisHash?: string;
  readonly programs?: readonly PreloadedProgram[];
  /** Whether the meshid program is there; true unless given. */
  readonly meshid?: boolean;
  /** Whether the `localnet_*` methods, which break things, answer over the wire; false unless given. */
  readonly faults?: boolean;
}

export const DEFAULTS = {
  ...{ host: '127.0.0.1', port: 0, slotMs: 400, confirmationSlots: 1, finalizationSlots: 32 },
  ...{ programs: [], meshid: true, faults: false, repair: false },
} as const;
