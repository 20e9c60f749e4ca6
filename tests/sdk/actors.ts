import { randomBytes } from 'node:crypto';
import {
  type AccountKind,
  type AccountOf,
  type Address,
  type DeviceId,
  deviceAddress,
  instructions,
  isMeshidError,
  type NamedInstruction,
  parseAddress,
  parseDeviceId,
  personAddress,
  type PersonId,
  type RegisterEvent,
  type RegisterEventName,
  type RegisterEventOf,
} from '@meshid/sdk';
import { Keypair } from '@solana/web3.js';
import assert from 'node:assert/strict';
import type { Register } from './register.ts';

/** Somebody whose wallet pays and signs for them. */
export interface Person {
  readonly wallet: Keypair;
  readonly authority: Address;
  readonly id: PersonId;
}

export interface Device {
  readonly key: Keypair;
  readonly id: DeviceId;
  readonly address: Address;
}

export const bytes = (length = 32): Uint8Array => Uint8Array.from(randomBytes(length));
export const addressOf = (key: Keypair): Address => parseAddress(key.publicKey.toBase58());
export const asWallet = ({ authority }: Person): instructions.Actor => ({ key: authority, asDevice: false });
export const FOR_EVER = 2n ** 63n - 1n;

/** A register, what was called on it, and the names of the instructions that succeeded. */
export class Stage {
  readonly register: Register;
  readonly played = new Set<string>();

  constructor(register: Register) {
    this.register = register;
  }

  /** One instruction that succeeds and tells of it by exactly one event of this name. */
  async play<Name extends RegisterEventName>(
    made: NamedInstruction | readonly NamedInstruction[],
    signers: readonly Keypair[],
    event: Name,
  ): Promise<RegisterEventOf<Name>> {
    const sent = [made].flat();
    const told = await this.register.send(sent, signers);
    assert.deepEqual(
      told.map(({ name }) => name),
      [event],
    );
    for (const { name } of sent) this.played.add(name);
    const [only] = told;
    assert.ok(only !== undefined && isNamed(only, event));
    return only;
  }

  /** The instruction is refused by this rule. */
  async refused(
    made: NamedInstruction | readonly NamedInstruction[],
    signers: readonly Keypair[],
    rule: string,
  ): Promise<void> {
    await assert.rejects(this.register.send([made].flat(), signers), (error) => {
      assert.ok(isMeshidError(error, 'register/refused'), String(error));
      assert.equal(error.context.rule, rule);
      return true;
    });
  }

  async get<K extends AccountKind>(kind: K, at: Address): Promise<AccountOf<K>> {
    const account = await this.register.find(kind, at);
    assert.ok(account !== undefined, `there is no ${kind} at ${at}`);
    return account;
  }

  async person(publicName?: string): Promise<Person> {
    const wallet = await this.register.wallet();
    const authority = addressOf(wallet);
    const made = await instructions.createPerson({
      ...{ payer: authority, founder: authority, cluster: addressOf(Keypair.generate()) },
      ...{ encryptionKey: bytes(), keyringDigest: bytes(), publicName },
    });
    const { person } = await this.play(made, [wallet], 'personCreated');
    assert.equal(person, personAddress(authority));
    return { wallet, authority, id: personAddress(authority) };
  }

  /** Enrolled by its own signature; the person's keyring stays. */
  async device(of: Person, role: 'member' | 'admin' = 'member'): Promise<Device> {
    const key = Keypair.generate();
    const id = parseDeviceId(key.publicKey.toBase58());
    const { keyringDigest } = await this.get('person', of.id);
    const made = await instructions.enrollDevice({
      ...{ payer: of.authority, authority: of.authority, person: of.id, device: id, role },
      ...{ encryptionKey: bytes(), sealedName: bytes(96) },
      ...{ previousDigest: keyringDigest, digest: keyringDigest },
    });
    await this.play(made, [of.wallet, key], 'deviceEnrolled');
    return { key, id, address: deviceAddress(id) };
  }
}

function isNamed<Name extends RegisterEventName>(
  event: RegisterEvent,
  name: Name,
): event is RegisterEventOf<Name> {
  return event.name === name;
}
