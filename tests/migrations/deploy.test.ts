import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROGRAM_BINARY, PROGRAM_ID } from '@meshid/sdk';
import type { Localnet } from '@meshid/localnet';
import {
  type Connection,
  Keypair,
  LAMPORTS_PER_SOL,
  PublicKey,
  SystemProgram,
  Transaction,
  sendAndConfirmTransaction,
} from '@solana/web3.js';
import { bufferAddress, countWrites, missingWrites } from '../../migrations/deploy/buffer.ts';
import { BUFFER_HEADER, DATA_HEADER, dataAddressOf } from '../../migrations/deploy/loader.ts';
import { connect, fundedWallet, startChain, temporaryFolder, until } from '../localnet/world.ts';

const DEPLOY = fileURLToPath(new URL('../../migrations/deploy.ts', import.meta.url));

interface Ran {
  readonly status: number | null;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly stderr: string;
}

/** A deployer's folder with key files, and the command in a process of its own. */
class Deployer {
  readonly #folder: string;
  readonly #url: string;

  constructor(folder: string, { rpcUrl }: Localnet) {
    this.#folder = folder;
    this.#url = rpcUrl;
  }

  async keyFile(key: Keypair): Promise<string> {
    const path = join(this.#folder, `${key.publicKey.toBase58()}.json`);
    await writeFile(path, JSON.stringify([...key.secretKey]), { mode: 0o600 });
    return path;
  }

  async start(payer: Keypair, ...more: string[]): Promise<ChildProcess> {
    const args = ['--url', this.#url, '--keypair', await this.keyFile(payer), '--json', ...more];
    return spawn(process.execPath, ['--conditions=@meshid/source', DEPLOY, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async run(payer: Keypair, ...more: string[]): Promise<Ran> {
    const child = await this.start(payer, ...more);
    const [stdout, stderr] = await Promise.all([
      child.stdout?.setEncoding('utf8').toArray() ?? [],
      child.stderr?.setEncoding('utf8').toArray() ?? [],
      once(child, 'close'),
    ]);
    const lines = stdout.join('').trim().split('\n').filter(Boolean);
    return {
      status: child.exitCode,
      lines: lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
      stderr: stderr.join(''),
    };
  }
}

async function codeAt(connection: Connection, program: PublicKey): Promise<Buffer> {
  const account = await connection.getAccountInfo(dataAddressOf(program));
  assert.ok(account, 'the program has data');
  return account.data.subarray(DATA_HEADER);
}

describe('deploying the program', () => {
  it('deploys it at the cost that was told, verifies it, and changes nothing the second time', async () => {
    await using folder = await temporaryFolder();
    await using chain = await startChain();
    await using connection = connect(chain);
    const deployer = new Deployer(folder.path, chain);
    const payer = await fundedWallet(connection);
    const program = Keypair.generate();
    const at = ['--program-keypair', await deployer.keyFile(program), '--other-id'];
    const before = await connection.getBalance(payer.publicKey);

    const dry = await deployer.run(payer, ...at, '--dry-run');
    assert.equal(dry.status, 0, dry.stderr);
    assert.equal(await connection.getBalance(payer.publicKey), before);

    const { status, lines, stderr } = await deployer.run(payer, ...at);
    assert.equal(status, 0, stderr);
    const [plan, done] = lines;
    assert.deepEqual(
      [plan?.['action'], done?.['changed'], done?.['program']],
      ['deploy', true, program.publicKey.toBase58()],
    );
    assert.ok((await codeAt(connection, program.publicKey)).equals(await readFile(PROGRAM_BINARY)));
    const spent = before - (await connection.getBalance(payer.publicKey));
    assert.equal(spent, Number(plan?.['kept']) + Number(plan?.['fees']));

    const again = await deployer.run(payer, ...at);
    assert.deepEqual(
      [again.status, again.lines[0]?.['action'], again.lines[1]?.['changed']],
      [0, 'none', false],
    );
    assert.equal(before - (await connection.getBalance(payer.publicKey)), spent);
  });

  it('upgrades what stands at the built-in id, to a larger binary too, and gives the buffer back', async () => {
    await using folder = await temporaryFolder();
    const authority = Keypair.generate();
    const small = fileURLToPath(new URL('../../programs/toolchain/probe/probe.so', import.meta.url));
    await using chain = await startChain({
      programs: [{ address: PROGRAM_ID, path: small, upgradeAuthority: authority.publicKey.toBase58() }],
    });
    await using connection = connect(chain);
    const deployer = new Deployer(folder.path, chain);
    const funder = await fundedWallet(connection, 20);
    await sendAndConfirmTransaction(
      connection,
      new Transaction().add(
        SystemProgram.transfer({
          fromPubkey: funder.publicKey,
          toPubkey: authority.publicKey,
          lamports: 10 * LAMPORTS_PER_SOL,
        }),
      ),
      [funder],
    );
    const binary = await readFile(PROGRAM_BINARY);
    const { status, lines, stderr } = await deployer.run(authority);
    assert.equal(status, 0, stderr);
    assert.equal(lines[0]?.['action'], 'upgrade');
    const code = await codeAt(connection, new PublicKey(PROGRAM_ID));
    assert.ok(code.subarray(0, binary.length).equals(binary));
    const { address } = await bufferAddress(authority.publicKey, binary);
    assert.equal(await connection.getAccountInfo(address), null);
    const back = await deployer.run(authority, '--binary', small);
    assert.equal(back.status, 0, back.stderr);
    assert.deepEqual([back.lines[0]?.['action'], back.lines[0]?.['extension']], ['upgrade', 0]);
  });

  it('goes on after it was killed half-way, with the writes that were left', async () => {
    await using folder = await temporaryFolder();
    await using chain = await startChain({ slotMs: 200 });
    await using connection = connect(chain);
    const deployer = new Deployer(folder.path, chain);
    const payer = await fundedWallet(connection);
    const program = Keypair.generate();
    const at = ['--program-keypair', await deployer.keyFile(program), '--other-id'];
    const binary = await readFile(PROGRAM_BINARY);
    const { address } = await bufferAddress(payer.publicKey, binary);
    const written = async (): Promise<number> => {
      const account = await connection.getAccountInfo(address);
      const there = account?.data.subarray(BUFFER_HEADER);
      return there === undefined ? 0 : countWrites(binary) - missingWrites(binary, there).length;
    };

    const child = await deployer.start(payer, ...at);
    const exited = once(child, 'exit');
    await until(async () => (await written()) > 0, 'the first writes');
    child.kill('SIGKILL');
    await exited;
    assert.equal(await connection.getAccountInfo(program.publicKey), null);
    // What was sent before the end may still be executed.
    const sent = await connection.getSlot();
    await until(async () => (await connection.getSlot()) > sent + 3, 'what was sent');
    const kept = await written();
    assert.ok(kept < countWrites(binary), 'it was killed before the last write');

    const { status, lines, stderr } = await deployer.run(payer, ...at);
    assert.equal(status, 0, stderr);
    assert.deepEqual(
      [lines[0]?.['bufferExists'], lines[0]?.['writes'], lines[1]?.['changed']],
      [true, countWrites(binary) - kept, true],
    );
    assert.ok((await codeAt(connection, program.publicKey)).equals(binary));
  });

  it('refuses before it sends anything: another authority, too little money, a missing or another key', async () => {
    await using folder = await temporaryFolder();
    await using chain = await startChain({
      programs: [
        {
          address: PROGRAM_ID,
          path: PROGRAM_BINARY,
          upgradeAuthority: Keypair.generate().publicKey.toBase58(),
        },
      ],
    });
    await using connection = connect(chain);
    const deployer = new Deployer(folder.path, chain);
    const payer = await fundedWallet(connection, 0.1);
    const program = await deployer.keyFile(Keypair.generate());
    const probe = fileURLToPath(new URL('../../programs/toolchain/probe/probe.so', import.meta.url));

    const otherAuthority = await deployer.run(payer, '--binary', probe);
    assert.equal(otherAuthority.status, 1);
    assert.match(
      otherAuthority.stderr,
      /^deploy: only \w+ may upgrade \w+, and --keypair is \w+; nothing was sent$/m,
    );

    const poor = await deployer.run(payer, '--program-keypair', program, '--other-id');
    assert.equal(poor.status, 1);
    assert.match(poor.stderr, /has 0\.100000 SOL and \d\.\d+ SOL are needed: .*nothing was sent/);

    const otherId = await deployer.run(payer, '--program-keypair', program);
    assert.equal(otherId.status, 1);
    assert.match(otherId.stderr, new RegExp(`built for ${PROGRAM_ID}, and --program-keypair is`));

    const away = await deployer.run(payer, '--url', 'http://127.0.0.1:1');
    assert.equal(away.status, 1);
    assert.match(away.stderr, /^deploy: the chain at http:\/\/127\.0\.0\.1:1 doesn't answer/m);
    assert.equal((await deployer.run(payer, '--unknown')).status, 2);
    assert.equal(await connection.getBalance(payer.publicKey), 0.1 * LAMPORTS_PER_SOL);
  });

  it('needs the key of the address for the first deployment there', async () => {
    await using folder = await temporaryFolder();
    await using chain = await startChain();
    await using connection = connect(chain);
    const deployer = new Deployer(folder.path, chain);
    const { status, stderr } = await deployer.run(await fundedWallet(connection));
    assert.equal(status, 1);
    assert.match(
      stderr,
      /first deployment is signed by that address's own key: give it with --program-keypair/,
    );
  });
});
