import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import bs58 from 'bs58';
import { COMPUTE_BUDGET_PROGRAM, RENT_EXEMPT_EPOCH, SYSTEM_PROGRAM, type Account } from './account.ts';

/** Half of what fits: receiving accounts add to it. */
const LAMPORTS = (1n << 63n) - 1n;
/** DER of an Ed25519 private key, up to its 32 bytes. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const TRANSFER = 2;
const SET_COMPUTE_UNIT_PRICE = 3;
const SET_COMPUTE_UNIT_LIMIT = 2;

/** Gives lamports away. Its key follows from the genesis hash: on a local chain everybody may take what they want. */
export class Faucet {
  readonly address: string;
  readonly #key: KeyObject;
  readonly #publicKey: Buffer;
  #sent = 0;

  constructor(genesisHash: string) {
    const seed = createHash('sha256').update('meshid-localnet:faucet:1').update(genesisHash).digest();
    this.#key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
    this.#publicKey = createPublicKey(this.#key).export({ format: 'der', type: 'spki' }).subarray(-32);
    this.address = bs58.encode(this.#publicKey);
  }

  /** The account to begin a chain with. */
  get account(): Account {
    return {
      ...{ lamports: LAMPORTS, data: new Uint8Array(), owner: SYSTEM_PROGRAM },
      ...{ executable: false, rentEpoch: RENT_EXEMPT_EPOCH },
    };
  }

  /** A signed transfer, different from every other with the same block hash: two equal ones would be one. */
  transfer(to: string, lamports: bigint, blockhash: string): Uint8Array {
    const limit = Buffer.alloc(5);
    limit.writeUInt8(SET_COMPUTE_UNIT_LIMIT, 0);
    limit.writeUInt32LE(10_000, 1);
    const price = Buffer.alloc(9);
    price.writeUInt8(SET_COMPUTE_UNIT_PRICE, 0);
    // Under one micro-lamport for each of 10,000 units it rounds to at most a few lamports.
    price.writeBigUInt64LE(BigInt((this.#sent += 1)), 1);
    const move = Buffer.alloc(12);
    move.writeUInt32LE(TRANSFER, 0);
    move.writeBigUInt64LE(lamports, 4);
    const self = to === this.address;
    const keys = [
      this.#publicKey,
      ...(self ? [] : [bs58.decode(to)]),
      bs58.decode(SYSTEM_PROGRAM),
      bs58.decode(COMPUTE_BUDGET_PROGRAM),
    ];
    const system = keys.length - 2;
    const budget = keys.length - 1;
    const message = Buffer.concat([
      Buffer.from([1, 0, 2, keys.length]),
      ...keys,
      bs58.decode(blockhash),
      Buffer.from([3]),
      ...[instruction(budget, [], limit), instruction(budget, [], price)],
      instruction(system, [0, self ? 0 : 1], move),
    ]);
    return Buffer.concat([Buffer.from([1]), sign(null, message, this.#key), message]);
  }
}

function instruction(program: number, accounts: readonly number[], data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([program, accounts.length, ...accounts, data.length]), data]);
}
