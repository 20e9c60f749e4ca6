import { createHash, randomBytes } from 'node:crypto';
import { AnchorProvider, BN, Program, Wallet } from '@coral-xyz/anchor';
import { startIndexer, type Indexer, type IndexerOptions } from '@meshid/indexer';
import { startLocalnet, type Localnet, type LocalnetOptions } from '@meshid/localnet';
import { Keypair, LAMPORTS_PER_SOL, PublicKey } from '@solana/web3.js';
import bs58 from 'bs58';
import IDL from '../../sdk/program/meshid.json' with { type: 'json' };
import type { Meshid } from '../../sdk/program/meshid.ts';
import { ClosingConnection } from '../fixtures/connection.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { until } from '../fixtures/until.ts';

export { temporaryFolder, until };

export const READ = 1;
export const NONE = Array.from({ length: 32 }, () => 0);
const END_OF_TIME = new BN('9223372036854775807');

/** A person with a wallet, as far as an index can tell one from another. */
export interface Person {
  readonly wallet: Keypair;
  readonly address: PublicKey;
  keyring: number[];
}

export interface Dataset {
  readonly owner: Person;
  readonly address: PublicKey;
  keyring: number[];
  sequence: number;
  epoch: number;
}

/** A chain with the real program, and people who use it. */
export class World implements AsyncDisposable {
  readonly chain: Localnet;
  readonly connection: ClosingConnection;

  private constructor(chain: Localnet) {
    this.chain = chain;
    this.connection = new ClosingConnection(chain.rpcUrl, {
      commitment: 'confirmed',
      wsEndpoint: chain.wsUrl,
    });
  }

  static async start(options: LocalnetOptions = {}): Promise<World> {
    return new World(await startLocalnet({ slotMs: 20, ...options }));
  }

  provider(wallet: Keypair): AnchorProvider {
    return new AnchorProvider(this.connection, new Wallet(wallet), { commitment: 'confirmed' });
  }

  program(wallet: Keypair): Program<Meshid> {
    return new Program<Meshid>(IDL, this.provider(wallet));
  }

  async wallet(): Promise<Keypair> {
    const wallet = Keypair.generate();
    await this.connection.requestAirdrop(wallet.publicKey, 10 * LAMPORTS_PER_SOL);
    await until(async () => (await this.connection.getBalance(wallet.publicKey)) > 0, 'the airdrop');
    return wallet;
  }

  async person(publicName: Uint8Array = new Uint8Array(32)): Promise<Person> {
    const wallet = await this.wallet();
    const keyring = bytes();
    const builder = this.program(wallet)
      .methods.createPerson({
        cluster: [...bs58.decode(this.chain.genesisHash)],
        ...{ encryptionKey: bytes(), keyringDigest: keyring, publicName: [...publicName] },
      })
      .accountsPartial({ payer: wallet.publicKey, founder: wallet.publicKey });
    const { person } = await builder.pubkeys();
    if (person === undefined) throw new Error('the program names no person');
    await builder.rpc();
    return { wallet, address: person, keyring };
  }

  /** Sets the person's keyring to a block that exists. */
  async setKeyring(person: Person, digest: number[]): Promise<string> {
    const signature = await this.program(person.wallet)
      .methods.setPersonKeyring({
        previousKeyringDigest: person.keyring,
        keyringDigest: digest,
        encryptionKey: bytes(),
      })
      .accountsPartial({ actor: person.wallet.publicKey, actorDevice: null, person: person.address })
      .rpc();
    person.keyring = digest;
    return signature;
  }

  /** Enrols a device by co-signing. */
  async device(
    person: Person,
    key = Keypair.generate(),
    role = 1,
  ): Promise<{ key: Keypair; address: PublicKey }> {
    const next = bytes();
    const builder = this.program(person.wallet)
      .methods.enrollDevice({
        ...{ role, encryptionKey: bytes(), sealedName: bytes(96), ticketExpiresAt: new BN(0) },
        ...{ previousKeyringDigest: person.keyring, keyringDigest: next },
      })
      .accountsPartial({
        ...{ payer: person.wallet.publicKey, authority: person.wallet.publicKey, person: person.address },
        ...{ deviceKey: key.publicKey, instructions: null },
      })
      .signers([key]);
    // The program takes a co-signature or a ticket, so the IDL can't say that this key signs.
    const transaction = await builder.transaction();
    for (const { keys } of transaction.instructions)
      for (const meta of keys) if (meta.pubkey.equals(key.publicKey)) meta.isSigner = true;
    await this.provider(person.wallet).sendAndConfirm(transaction, [key]);
    person.keyring = next;
    const { device } = await builder.pubkeys();
    if (device === undefined) throw new Error('the program names no device');
    return { key, address: device };
  }

  async revokeDevice(person: Person, device: PublicKey): Promise<string> {
    return this.program(person.wallet)
      .methods.revokeDevice()
      .accountsPartial({ authority: person.wallet.publicKey, person: person.address, device })
      .rpc();
  }

  async dataset(owner: Person): Promise<Dataset> {
    const program = this.program(owner.wallet);
    const { nextId, generation } = await program.account.person.fetch(owner.address);
    const keyring = bytes();
    const [address] = PublicKey.findProgramAddressSync(
      [Buffer.from('dataset'), owner.address.toBytes(), nextId.toArrayLike(Buffer, 'le', 8)],
      program.programId,
    );
    await program.methods
      .createDataset({
        id: nextId,
        keyringDigest: keyring,
        ownerGeneration: generation,
        sealedLabel: bytes(96),
      })
      .accountsPartial({
        ...{ payer: owner.wallet.publicKey, actor: owner.wallet.publicKey, actorDevice: null },
        ...{ owner: owner.address, dataset: address },
      })
      .rpc();
    return { owner, address, keyring, sequence: 0, epoch: 1 };
  }

  async grant(dataset: Dataset, principal: PublicKey, permissions = READ): Promise<PublicKey> {
    const next = bytes();
    const actor = dataset.owner.wallet.publicKey;
    const builder = this.program(dataset.owner.wallet)
      .methods.grantAccess({
        ...{
          principalKind: 1,
          permissions,
          notBefore: new BN(0),
          expiresAt: new BN(0),
          viaProgram: PublicKey.default,
        },
        ...{ previousKeyringDigest: dataset.keyring, keyringDigest: next },
      })
      .accountsPartial({
        ...{ payer: actor, actor, actorDevice: null },
        ...{ owner: dataset.owner.address, dataset: dataset.address, principal },
      });
    const { grant } = await builder.pubkeys();
    if (grant === undefined) throw new Error('the program names no grant');
    await builder.rpc();
    dataset.keyring = next;
    return grant;
  }

  async revoke(dataset: Dataset, grant: PublicKey): Promise<string> {
    const signature = await this.program(dataset.owner.wallet)
      .methods.revokeAccess({ previousKeyringDigest: NONE, keyringDigest: NONE, validUntil: END_OF_TIME })
      .accountsPartial({
        ...{ actor: dataset.owner.wallet.publicKey, actorDevice: null },
        ...{ owner: dataset.owner.address, dataset: dataset.address, grant },
      })
      .rpc();
    return signature;
  }

  index(options: Partial<IndexerOptions> = {}): Promise<Indexer> {
    const { rpcUrl, wsUrl } = this.chain;
    return startIndexer({ rpcUrl, wsUrl, database: 'memory://', ...options });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection[Symbol.asyncDispose]();
    await this.chain.close();
  }
}

/** Bytes that nothing else has. */
export function bytes(length = 32): number[] {
  return [...randomBytes(length)];
}

export function sha256(data: Uint8Array): number[] {
  return [...createHash('sha256').update(data).digest()];
}
