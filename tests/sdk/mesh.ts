import { join } from 'node:path';
import { type Indexer, startIndexer } from '@meshid/indexer';
import { type Address, initialise, type Meshid, openMeshid } from '@meshid/sdk';
import { Keypair, LAMPORTS_PER_SOL, PublicKey } from '@solana/web3.js';
import { startTestChain, type TestChain } from '../fixtures/chain.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { pgliteFolder } from '../indexer/pglite-folder.ts';
import { until } from '../fixtures/until.ts';

type Folder = AsyncDisposable & { readonly path: string };

/** A chain, an index and a folder for homes; all of it goes with its scope. */
export class Mesh implements AsyncDisposable {
  readonly chain: TestChain;
  readonly #index: Indexer;
  readonly #folders: readonly Folder[];
  readonly #homesIn: string;
  #homes = 0;

  private constructor(chain: TestChain, index: Indexer, folders: readonly [Folder, Folder]) {
    this.chain = chain;
    this.#index = index;
    this.#folders = folders;
    this.#homesIn = folders[0].path;
  }

  static async start(): Promise<Mesh> {
    const [homes, database] = [await temporaryFolder(), await pgliteFolder()];
    const chain = await startTestChain();
    const { rpcUrl, wsUrl } = chain;
    const index = await startIndexer({ rpcUrl, wsUrl, database: database.path });
    return new Mesh(chain, index, [homes, database]);
  }

  /** A new home: of a new person with a wallet and a computer, or of a computer that belongs to nobody yet. */
  async home(kind: 'computer' | 'headless' = 'computer'): Promise<Meshid> {
    this.#homes += 1;
    const directory = join(this.#homesIn, `home-${this.#homes}`);
    const { rpcUrl, wsUrl } = this.chain;
    await initialise({
      ...{ directory, kind, rpcUrl, wsUrl, indexUrl: this.#index.url, deviceName: `desk-${this.#homes}` },
      ...(kind === 'computer' ? { airdropSol: 10 } : {}),
    });
    return openMeshid(directory);
  }

  /** Gives a home a wallet that can pay. */
  async giveWallet({ home, chain }: Meshid): Promise<Keypair> {
    const wallet = Keypair.generate();
    await home.saveWallet(wallet);
    await chain.connection.requestAirdrop(wallet.publicKey, 10 * LAMPORTS_PER_SOL);
    await until(async () => (await chain.connection.getBalance(wallet.publicKey)) > 0, 'the airdrop');
    return wallet;
  }

  async pass(seconds: bigint): Promise<void> {
    await this.chain.pass(Number(seconds));
  }

  async balance({ chain }: Meshid, of: Address): Promise<number> {
    return chain.connection.getBalance(new PublicKey(of));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#index.close();
    await this.chain[Symbol.asyncDispose]();
    for (const folder of this.#folders) await folder[Symbol.asyncDispose]();
  }
}
