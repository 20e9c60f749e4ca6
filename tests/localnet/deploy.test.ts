import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  Keypair,
  PublicKey,
  sendAndConfirmTransaction,
  SystemProgram,
  SYSVAR_CLOCK_PUBKEY,
  SYSVAR_RENT_PUBKEY,
  Transaction,
  TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from '@solana/web3.js';
import {
  connect,
  fundedWallet,
  startChain,
  temporaryFolder,
  until,
  type ClosingConnection,
} from './world.ts';

const BINARY = new URL('../../sdk/program/meshid.so', import.meta.url);
const LOADER = new PublicKey('BPFLoaderUpgradeab1e11111111111111111111111');
const BUFFER_HEADER = 37;
const PROGRAM_BYTES = 36;
const CHUNK = 900;

const writable = (pubkey: PublicKey, isSigner = false) => ({ pubkey, isSigner, isWritable: true });
const readonly = (pubkey: PublicKey, isSigner = false) => ({ pubkey, isSigner, isWritable: false });

function loader(tag: number, body: Buffer, keys: TransactionInstruction['keys']): TransactionInstruction {
  const data = Buffer.alloc(4);
  data.writeUInt32LE(tag);
  return new TransactionInstruction({ programId: LOADER, keys, data: Buffer.concat([data, body]) });
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** Fills a new buffer account with the binary, all its writes at once. */
async function writeBuffer(
  connection: ClosingConnection,
  payer: Keypair,
  binary: Buffer,
): Promise<PublicKey> {
  const buffer = Keypair.generate();
  const space = BUFFER_HEADER + binary.length;
  const lamports = await connection.getMinimumBalanceForRentExemption(space);
  const create = SystemProgram.createAccount({
    ...{
      fromPubkey: payer.publicKey,
      newAccountPubkey: buffer.publicKey,
      lamports,
      space,
      programId: LOADER,
    },
  });
  const initialize = loader(0, Buffer.alloc(0), [writable(buffer.publicKey), readonly(payer.publicKey)]);
  await sendAndConfirmTransaction(connection, new Transaction().add(create, initialize), [payer, buffer]);
  const { blockhash } = await connection.getLatestBlockhash();
  for (let offset = 0; offset < binary.length; offset += CHUNK) {
    const chunk = binary.subarray(offset, offset + CHUNK);
    const head = Buffer.alloc(4);
    head.writeUInt32LE(offset);
    const body = Buffer.concat([head, u64(chunk.length), chunk]);
    const transaction = new Transaction().add(
      loader(1, body, [writable(buffer.publicKey), readonly(payer.publicKey, true)]),
    );
    transaction.recentBlockhash = blockhash;
    transaction.sign(payer);
    await connection.sendRawTransaction(transaction.serialize(), { skipPreflight: true });
  }
  const written = async () => {
    const account = await connection.getAccountInfo(buffer.publicKey);
    return account?.data.subarray(BUFFER_HEADER).equals(binary) ?? false;
  };
  await until(written, 'the buffer');
  return buffer.publicKey;
}

describe('programs on the local chain', () => {
  it('deploys, runs, upgrades and keeps a program through the upgradeable loader', async () => {
    await using folder = await temporaryFolder();
    const binary = await readFile(BINARY);
    const program = Keypair.generate();
    const [data] = PublicKey.findProgramAddressSync([program.publicKey.toBytes()], LOADER);
    const run = async (connection: ClosingConnection, payer: Keypair) => {
      const call = new TransactionInstruction({
        programId: program.publicKey,
        keys: [],
        data: Buffer.alloc(8),
      });
      const { blockhash: recentBlockhash } = await connection.getLatestBlockhash();
      const message = new TransactionMessage({
        payerKey: payer.publicKey,
        recentBlockhash,
        instructions: [call],
      });
      const { value } = await connection.simulateTransaction(
        new VersionedTransaction(message.compileToV0Message()),
      );
      return (value.logs ?? []).join('\n');
    };
    const ran = new RegExp(`${program.publicKey.toBase58()} consumed \\d+`);
    const payer = Keypair.generate();
    {
      await using chain = await startChain({ ledger: folder.path, slotMs: 100 });
      await using connection = connect(chain);
      const funder = await fundedWallet(connection, 100);
      const fund = SystemProgram.transfer({
        fromPubkey: funder.publicKey,
        toPubkey: payer.publicKey,
        lamports: 50_000_000_000,
      });
      await sendAndConfirmTransaction(connection, new Transaction().add(fund), [funder]);

      const lamports = await connection.getMinimumBalanceForRentExemption(PROGRAM_BYTES);
      const create = SystemProgram.createAccount({
        ...{ fromPubkey: payer.publicKey, newAccountPubkey: program.publicKey, programId: LOADER },
        ...{ lamports, space: PROGRAM_BYTES },
      });
      const deploy = loader(2, u64(binary.length), [
        ...[writable(payer.publicKey, true), writable(data), writable(program.publicKey)],
        ...[writable(await writeBuffer(connection, payer, binary)), readonly(SYSVAR_RENT_PUBKEY)],
        ...[
          readonly(SYSVAR_CLOCK_PUBKEY),
          readonly(SystemProgram.programId),
          readonly(payer.publicKey, true),
        ],
      ]);
      await sendAndConfirmTransaction(connection, new Transaction().add(create, deploy), [payer, program]);
      assert.match(await run(connection, payer), ran);
      const { value } = await connection.getParsedAccountInfo(program.publicKey);
      assert.ok(value !== null && 'parsed' in value.data);
      assert.deepEqual(value.data.parsed, { type: 'program', info: { programData: data.toBase58() } });

      const upgrade = loader(3, Buffer.alloc(0), [
        ...[writable(data), writable(program.publicKey)],
        ...[writable(await writeBuffer(connection, payer, binary)), writable(payer.publicKey)],
        ...[readonly(SYSVAR_RENT_PUBKEY), readonly(SYSVAR_CLOCK_PUBKEY), readonly(payer.publicKey, true)],
      ]);
      await sendAndConfirmTransaction(connection, new Transaction().add(upgrade), [payer]);
      assert.match(await run(connection, payer), ran);
    }
    await using again = await startChain({ ledger: folder.path, slotMs: 100 });
    await using connection = connect(again);
    assert.match(await run(connection, payer), ran);
  });

  it('has a preloaded program, upgradeable by whom the options name, from the first slot on', async () => {
    const [address, authority] = [Keypair.generate(), Keypair.generate()].map(({ publicKey }) =>
      publicKey.toBase58(),
    );
    assert.ok(address !== undefined && authority !== undefined);
    await using chain = await startChain({
      programs: [{ address, path: BINARY.pathname, upgradeAuthority: authority }],
    });
    await using connection = connect(chain);
    const [data] = PublicKey.findProgramAddressSync([new PublicKey(address).toBytes()], LOADER);
    const { value } = await connection.getParsedAccountInfo(data);
    assert.ok(value !== null && 'parsed' in value.data);
    const { info } = value.data.parsed as { info: { authority: string; slot: number } };
    assert.deepEqual([info.authority, info.slot], [authority, 0]);
  });

  it('refuses a file that is no program', async () => {
    const programs = [{ address: Keypair.generate().publicKey.toBase58(), path: import.meta.filename }];
    await assert.rejects(startChain({ programs }), { code: 'localnet/program-unusable' });
  });
});
