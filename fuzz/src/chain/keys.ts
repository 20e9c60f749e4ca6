import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { Keypair } from '@solana/web3.js';
import type { Address } from './addresses.ts';

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The keys of everybody in the story; the same words give the same keys, so that a seed gives the same run. */
export class Keys {
  readonly #secrets = new Map<Address, KeyObject>();
  readonly #salt: string;

  constructor(salt: string) {
    this.#salt = salt;
  }

  make(name: string): Address {
    const seed = createHash('sha256').update(`meshid-fuzz:${this.#salt}:${name}`).digest();
    const address = Keypair.fromSeed(seed).publicKey.toBuffer().toString('hex');
    this.#secrets.set(
      address,
      createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' }),
    );
    return address;
  }

  /** @throws Error for a key that was not made here */
  sign(address: Address, message: Uint8Array): Buffer {
    return sign(null, message, this.#secret(address));
  }

  /** @throws Error when one of them is a key that was not made here */
  mustHold(addresses: readonly Address[]): void {
    for (const address of addresses) this.#secret(address);
  }

  #secret(address: Address): KeyObject {
    const secret = this.#secrets.get(address);
    if (secret === undefined) throw new Error(`nobody here has the key ${address}`);
    return secret;
  }
}
