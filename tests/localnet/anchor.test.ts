import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AnchorProvider, BN, Program, Wallet } from '@coral-xyz/anchor';
import { Ed25519Program, PublicKey, SYSVAR_INSTRUCTIONS_PUBKEY, type Keypair } from '@solana/web3.js';
import bs58 from 'bs58';
import type { Meshid } from '../../sdk/program/meshid.ts';
import type { Localnet } from '@meshid/localnet';
import { connect, fundedWallet, startChain, until, type ClosingConnection } from './world.ts';

const IDL = new URL('../../sdk/program/meshid.json', import.meta.url);
const bytes = (length: number, value: number) => Array.from({ length }, () => value);
const DIGEST = bytes(32, 7);
const NEXT_DIGEST = bytes(32, 8);
const KEY = bytes(32, 9);

async function meshid(connection: ClosingConnection, wallet: Keypair): Promise<Program<Meshid>> {
  const provider = new AnchorProvider(connection, new Wallet(wallet), { commitment: 'confirmed' });
  return new Program<Meshid>(JSON.parse(await readFile(IDL, 'utf8')) as Meshid, provider);
}

async function createPerson(
  chain: Localnet,
  program: Program<Meshid>,
): Promise<{ person: PublicKey; signature: string }> {
  const wallet = program.provider.publicKey ?? PublicKey.default;
  const builder = program.methods
    .createPerson({
      cluster: [...bs58.decode(chain.genesisHash)],
      encryptionKey: KEY,
      keyringDigest: DIGEST,
      publicName: bytes(32, 0),
    })
    .accountsPartial({ payer: wallet, founder: wallet });
  const { person } = await builder.pubkeys();
  assert.ok(person !== undefined);
  return { person, signature: await builder.rpc() };
}

function ticket(
  chain: Localnet,
  program: Program<Meshid>,
  person: PublicKey,
  device: Uint8Array,
  expires: number,
): Buffer {
  const end = Buffer.alloc(8);
  end.writeBigInt64LE(BigInt(expires));
  return Buffer.concat([
    ...[Buffer.from([0xff]), Buffer.from('meshid:enrolment:1'), device, Buffer.from(KEY), person.toBytes()],
    ...[program.programId.toBytes(), bs58.decode(chain.genesisHash), end],
  ]);
}

function deviceKey(): { publicKey: Uint8Array; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32), privateKey };
}

describe('@coral-xyz/anchor with the meshid program on the local chain', () => {
  it('creates a person, reads its account and hears its event', async () => {
    await using chain = await startChain({ meshid: true });
    await using connection = connect(chain);
    const program = await meshid(connection, await fundedWallet(connection));
    assert.equal(chain.programId, program.programId.toBase58());
    const { person, signature } = await createPerson(chain, program);
    const account = await program.account.person.fetch(person);
    assert.deepEqual(account.keyringDigest, DIGEST);
    assert.deepEqual(
      (await program.account.person.all()).map(({ publicKey }) => publicKey.toBase58()),
      [person.toBase58()],
    );

    // Events are inner instructions: a tag of 8 bytes, then what the event coder reads.
    const found = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
    const [inner] = found?.meta?.innerInstructions ?? [];
    const events = (inner?.instructions ?? []).flatMap(({ data }) => {
      const event = program.coder.events.decode(
        Buffer.from(bs58.decode(data).subarray(8)).toString('base64'),
      );
      return event === null ? [] : [event.name];
    });
    assert.deepEqual(events, ['personCreated']);
    assert.ok((found?.meta?.computeUnitsConsumed ?? 0) > 1000);
  });

  it('enrols a device by a ticket that the Ed25519 precompile checks, and refuses an altered one', async () => {
    await using chain = await startChain({ meshid: true });
    await using connection = connect(chain);
    const wallet = await fundedWallet(connection);
    const program = await meshid(connection, wallet);
    const { person } = await createPerson(chain, program);
    const device = deviceKey();
    const expires = Math.floor(Date.now() / 1000) + 3600;
    const message = ticket(chain, program, person, device.publicKey, expires);
    const signature = sign(null, message, device.privateKey);
    const enroll = (signed: Buffer) =>
      program.methods
        .enrollDevice({
          ...{ role: 1, encryptionKey: KEY, sealedName: bytes(96, 0), ticketExpiresAt: new BN(expires) },
          ...{ previousKeyringDigest: DIGEST, keyringDigest: NEXT_DIGEST },
        })
        .accountsPartial({
          ...{ payer: wallet.publicKey, authority: wallet.publicKey, person },
          ...{ deviceKey: new PublicKey(device.publicKey), instructions: SYSVAR_INSTRUCTIONS_PUBKEY },
        })
        .preInstructions([
          Ed25519Program.createInstructionWithPublicKey({
            publicKey: device.publicKey,
            message: signed,
            signature,
          }),
        ])
        .rpc();
    const altered = Buffer.from(message);
    altered[60] = (altered[60] ?? 0) ^ 1;
    await assert.rejects(enroll(altered));
    await enroll(message);
    const [enrolled] = await program.account.device.all();
    assert.deepEqual(enrolled?.account.role, 1);
  });

  it('subscribes to accounts and translates the errors of the program', async () => {
    await using chain = await startChain({ meshid: true });
    await using connection = connect(chain);
    const program = await meshid(connection, await fundedWallet(connection));
    const { person } = await createPerson(chain, program);
    const changes: number[][] = [];
    const emitter = program.account.person.subscribe(person, 'confirmed');
    emitter.on('change', ({ keyringDigest }: { keyringDigest: number[] }) => changes.push(keyringDigest));
    const set = (previous: number[], next: number[]) =>
      program.methods
        .setPersonKeyring({ previousKeyringDigest: previous, keyringDigest: next, encryptionKey: KEY })
        .accountsPartial({
          actor: program.provider.publicKey ?? PublicKey.default,
          actorDevice: null,
          person,
        })
        .rpc();
    let turn = 0;
    // Until the subscription stands, changes go by unseen.
    await until(async () => {
      const [from, to] = turn++ % 2 === 0 ? [DIGEST, NEXT_DIGEST] : [NEXT_DIGEST, DIGEST];
      await set(from, to);
      return changes.length > 0;
    }, 'a change');
    await program.account.person.unsubscribe(person);
    await assert.rejects(set(bytes(32, 1), DIGEST), /custom program error: 0x1776/);
  });
});
