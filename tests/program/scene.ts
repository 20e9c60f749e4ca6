import { Keypair, PublicKey, SystemProgram } from '@solana/web3.js';
import { type Device, type Person, device, person } from './actors.ts';
import { type Accounts, addresses, type Args, big, FOREVER, instruct, type Name } from './instruct.ts';
import { bytes, type Event, type Outcome, succeeded, World } from './world.ts';

export const DAY = 86_400n;
export const KIND = { person: 1, device: 2, group: 3 } as const;
export const PERMISSION = { read: 1, write: 2, admin: 4, connect: 8, run: 16 } as const;

/** An owner with an admin and a member device, and another person with an admin device. */
export class Scene {
  readonly world = new World();
  owner!: Person;
  admin!: Device;
  member!: Device;
  other!: Person;
  theirs!: Device;

  static async begin(): Promise<Scene> {
    const scene = new Scene();
    scene.owner = await person(scene.world);
    scene.admin = await device(scene.world, scene.owner, 'admin');
    scene.member = await device(scene.world, scene.owner);
    scene.other = await person(scene.world);
    scene.theirs = await device(scene.world, scene.other, 'admin');
    return scene;
  }

  /** Sends one instruction, signed by these. */
  send(name: Name, accounts: Accounts, args: Args | undefined, signers: readonly Keypair[]): Outcome {
    return this.world.send([instruct(name, accounts, args)], signers);
  }

  /** Sends one that must succeed, and returns its event. */
  must(name: Name, accounts: Accounts, args: Args | undefined, signers: readonly Keypair[]): Event['data'] {
    const outcome = this.send(name, accounts, args, signers);
    const [event] = outcome.events;
    return succeeded(outcome, event?.name ?? name);
  }

  later(seconds: bigint): void {
    this.world.setTime(this.world.now + seconds);
  }

  nextId(of: Person): bigint {
    return BigInt(this.world.read('person', of.address).nextId.toString());
  }

  /** The owner's next dataset, whose keyring digest is `bytes(11)`. */
  dataset(of = this.owner): PublicKey {
    const id = this.nextId(of);
    const dataset = addresses.dataset(of.address, id);
    const accounts = { payer: of.wallet.publicKey, actor: of.wallet.publicKey, owner: of.address, dataset };
    const args = { id: big(id), keyringDigest: bytes(11), sealedLabel: bytes(12, 96) };
    const { generation } = this.world.read('person', of.address);
    this.must('createDataset', accounts, { ...args, ownerGeneration: generation }, [of.wallet]);
    return dataset;
  }

  /** The owner's next group, whose keyring digest is `bytes(21)` and key `bytes(20)`. */
  group(of = this.owner): PublicKey {
    const id = this.nextId(of);
    const group = addresses.group(of.address, id);
    const accounts = { payer: of.wallet.publicKey, actor: of.wallet.publicKey, owner: of.address, group };
    const args = { encryptionKey: bytes(20), keyringDigest: bytes(21), sealedLabel: bytes(22, 96) };
    this.must('createGroup', accounts, { id: big(id), ...args }, [of.wallet]);
    return group;
  }

  addMember(group: PublicKey, principal: PublicKey, args: Args = {}, accounts: Accounts = {}): Call {
    return {
      accounts: {
        ...{ payer: this.owner.wallet.publicKey, actor: this.owner.wallet.publicKey },
        ...{ owner: this.owner.address, group, principal, membership: addresses.member(group, principal) },
        ...accounts,
      },
      args: {
        ...{ principalKind: KIND.person, role: 0, expiresAt: big(0) },
        ...{ previousKeyringDigest: bytes(21), keyringDigest: bytes(21) },
        ...args,
      },
    };
  }

  /** A member that the owner adds; the keyring digest stays. */
  joined(group: PublicKey, principal: PublicKey, args: Args = {}): PublicKey {
    const add = this.addMember(group, principal, args);
    this.must('addMember', add.accounts, add.args, [this.owner.wallet]);
    return addresses.member(group, principal);
  }

  removeMember(group: PublicKey, principal: PublicKey, args: Args = {}, accounts: Accounts = {}): Call {
    return {
      accounts: {
        ...{ actor: this.owner.wallet.publicKey, owner: this.owner.address, group },
        ...{ membership: addresses.member(group, principal), ...accounts },
      },
      args: {
        ...{ previousKeyringDigest: bytes(21), keyringDigest: bytes(0), encryptionKey: bytes(0) },
        ...{ validUntil: FOREVER, ...args },
      },
    };
  }

  grant(resource: PublicKey, principal: PublicKey, args: Args = {}, accounts: Accounts = {}): Call {
    return {
      accounts: {
        ...{ payer: this.owner.wallet.publicKey, actor: this.owner.wallet.publicKey },
        ...{ owner: this.owner.address, resource, principal, grant: addresses.grant(resource, principal) },
        ...accounts,
      },
      args: {
        ...{ principalKind: KIND.person, permissions: 1, notBefore: big(0), expiresAt: big(0) },
        ...{ viaProgram: PublicKey.default, previousKeyringDigest: bytes(11), keyringDigest: bytes(11) },
        ...args,
      },
    };
  }

  /** A grant that the owner gives. */
  given(resource: PublicKey, principal: PublicKey, args: Args = {}): PublicKey {
    const give = this.grant(resource, principal, args);
    this.must('grantAccess', give.accounts, give.args, [this.owner.wallet]);
    return addresses.grant(resource, principal);
  }

  revoke(resource: PublicKey, principal: PublicKey, args: Args = {}, accounts: Accounts = {}): Call {
    return {
      accounts: {
        ...{ actor: this.owner.wallet.publicKey, owner: this.owner.address, resource },
        ...{ grant: addresses.grant(resource, principal), ...accounts },
      },
      args: {
        ...{ previousKeyringDigest: bytes(11), keyringDigest: bytes(0), validUntil: FOREVER },
        ...args,
      },
    };
  }

  port(args: Args = {}): PublicKey {
    const id = this.nextId(this.owner);
    const port = addresses.port(this.owner.address, id);
    const share = this.share(id, args);
    this.must('sharePort', share.accounts, share.args, [this.owner.wallet]);
    return port;
  }

  share(id: bigint, args: Args = {}, accounts: Accounts = {}): Call {
    return {
      accounts: {
        ...{ payer: this.owner.wallet.publicKey, actor: this.owner.wallet.publicKey },
        ...{ owner: this.owner.address, device: this.admin.address },
        ...{ port: addresses.port(this.owner.address, id), ...accounts },
      },
      args: { id: big(id), number: 8080, protocol: text('http', 16), sealedLabel: bytes(23, 96), ...args },
    };
  }

  publish(id: bigint, args: Args = {}, accounts: Accounts = {}): Call {
    return {
      accounts: {
        ...{ payer: this.owner.wallet.publicKey, actor: this.owner.wallet.publicKey },
        ...{ owner: this.owner.address, publishedProgram: addresses.program(this.owner.address, id) },
        ...accounts,
      },
      args: {
        ...{ id: big(id), bundleVersion: 1, bundleDigest: bytes(24), class: 1, slug: text('render', 32) },
        ...args,
      },
    };
  }

  /** The owner's next program, in its first version. */
  program(): PublicKey {
    const id = this.nextId(this.owner);
    const publish = this.publish(id);
    this.must('publishProgram', publish.accounts, publish.args, [this.owner.wallet]);
    return addresses.program(this.owner.address, id);
  }

  /** Sets the owner's recovery: at once, when there is none yet. */
  recovery(delay = 10n * DAY, authority = Keypair.generate()): Keypair {
    const accounts = { authority: this.owner.wallet.publicKey, person: this.owner.address };
    const args = {
      recoveryAuthority: authority.publicKey,
      recoveryKey: bytes(30),
      recoveryDelay: big(delay),
    };
    this.must('setRecovery', accounts, args, [this.owner.wallet]);
    return authority;
  }

  /** Lets the recovery authority start for a new wallet, which is returned. */
  started(by: Keypair): Keypair {
    const wallet = this.world.wallet();
    const accounts = { recoveryAuthority: by.publicKey, person: this.owner.address };
    this.must('startRecovery', accounts, { newAuthority: wallet.publicKey }, [by]);
    return wallet;
  }

  /** An instruction that the owner's authority ends something by. */
  end(name: Name, what: Accounts, owner = this.owner): Event['data'] {
    const accounts = { authority: owner.wallet.publicKey, owner: owner.address, ...what };
    return this.must(name, accounts, undefined, [owner.wallet]);
  }
}

/** What an instruction is called with. */
export interface Call {
  readonly accounts: Accounts;
  readonly args: Args;
}

/** UTF-8 padded with zeros. */
export const text = (value: string, length: number): number[] => [
  ...Buffer.concat([Buffer.from(value), Buffer.alloc(length)]).subarray(0, length),
];

export const NOBODY = SystemProgram.programId;
