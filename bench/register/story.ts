import {
  type Address,
  createDeviceKey,
  type DeviceId,
  type DeviceKey,
  encodeKey,
  exportDeviceKey,
  instructions as register,
  type NamedInstruction,
  parseAddress,
  personAddress,
  type PersonId,
} from '@meshid/sdk';
import { Keypair } from '@solana/web3.js';
import type { Bench, Measured } from './measure.ts';
import { type Made, takesExpectedTries } from './seeds.ts';

export const DAY = 86_400n;
export const FOREVER = 2n ** 63n - 1n;
export const digest = (value: number): Uint8Array => new Uint8Array(32).fill(value);
export const SEALED = new Uint8Array(96).fill(7);

export type Actor = register.Actor;

/** A person with a wallet that pays for itself. */
export interface Someone {
  readonly wallet: Keypair;
  readonly key: Address;
  readonly person: PersonId;
  readonly actor: Actor;
}

/** Tells a story on one chain, and measures each of its instructions once. */
export class Teller {
  readonly bench: Bench;
  readonly measured = new Map<string, Measured>();

  constructor(bench: Bench) {
    this.bench = bench;
  }

  /** Sends it and keeps its figures, under its own name or another. */
  async tell(
    told: Promise<NamedInstruction | NamedInstruction[]>,
    signers: readonly [Keypair, ...Keypair[]],
    name?: string,
  ): Promise<void> {
    const all = [await told].flat();
    const measured = this.bench.measure({ instructions: all.map(({ instruction }) => instruction), signers });
    const key = name ?? all.at(-1)?.name ?? '';
    if (!this.measured.has(key)) this.measured.set(key, measured);
  }

  wallet(keys = Keypair.generate()): { wallet: Keypair; key: Address } {
    const wallet = this.bench.wallet(keys);
    return { wallet, key: parseAddress(wallet.publicKey.toBase58()) };
  }

  /** @param things of the person that are measured when they are created */
  async someone(things: (person: PersonId) => readonly Made[] = () => []): Promise<Someone> {
    const { wallet, key } = this.wallet(
      this.#drawn(
        () => Keypair.generate(),
        ({ publicKey }) => {
          const founder = parseAddress(publicKey.toBase58());
          return [['PERSON_SEED', founder], ...things(personAddress(founder))];
        },
      ),
    );
    const created = register.createPerson({
      payer: key,
      founder: key,
      cluster: parseAddress(encodeKey(digest(9))),
      encryptionKey: digest(1),
      keyringDigest: digest(2),
    });
    await this.tell(created, [wallet]);
    return { wallet, key, person: personAddress(key), actor: { key, asDevice: false } };
  }

  /** Enrols a device that signs itself. */
  async device(
    of: Someone,
    role: 'member' | 'admin',
  ): Promise<{ key: DeviceKey; id: DeviceId; signer: Keypair }> {
    const key = this.deviceKey();
    const signer = Keypair.fromSeed(exportDeviceKey(key).seed);
    await this.tell(register.enrollDevice({ ...this.enrolment(of, key.id), role }), [of.wallet, signer]);
    return { key, id: key.id, signer };
  }

  deviceKey(): DeviceKey {
    return this.#drawn(createDeviceKey, ({ id }) => [['DEVICE_SEED', id]]);
  }

  /** Draws until all that is made of it takes the expected number of tries. */
  #drawn<T>(draw: () => T, made: (drawn: T) => readonly Made[]): T {
    for (;;) {
      const drawn = draw();
      if (made(drawn).every((one) => takesExpectedTries(this.bench.program, one))) return drawn;
    }
  }

  enrolment(of: Someone, device: DeviceId) {
    return {
      payer: of.key,
      authority: of.key,
      person: of.person,
      device,
      role: 'member' as const,
      encryptionKey: digest(5),
      sealedName: SEALED,
      previousDigest: digest(2),
      digest: digest(2),
    };
  }
}
