/** `npm run test:metadata`, with the Program Metadata program's binary in PROGRAM_METADATA: it is in no package registry. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Chain, PROGRAM_BINARY, PROGRAM_ID } from '@meshid/sdk';
import { address, createSolanaRpc } from '@solana/kit';
import { fetchMetadataContent, PROGRAM_METADATA_PROGRAM_ADDRESS } from '@solana-program/program-metadata';
import { type Connection, Keypair, LAMPORTS_PER_SOL, PublicKey } from '@solana/web3.js';
import { packIdl, publishIdl } from '../../migrations/deploy/idl.ts';
import { idlPlace, withHeader } from '../../migrations/deploy/metadata.ts';
import { FaultyRpc } from '../fixtures/faulty-rpc.ts';
import { connect, startChain, temporaryFolder } from '../localnet/world.ts';
import { authorityOf, Deployer, endOf, give, PROBE } from '../migrations/deployer.ts';

const PROGRAM = new PublicKey(PROGRAM_ID);
const IDL = join(dirname(PROGRAM_BINARY), 'meshid.json');

/** A chain with the register's program as it is, or a smaller one in its place, and with the Program Metadata program. */
async function startWithMetadata(authority: Keypair, binary = PROGRAM_BINARY) {
  const path = process.env['PROGRAM_METADATA'];
  assert.ok(path, 'PROGRAM_METADATA names its binary; "solana program dump" writes it');
  return startChain({
    programs: [
      { address: PROGRAM_ID, path: binary, upgradeAuthority: authority.publicKey.toBase58() },
      { address: PROGRAM_METADATA_PROGRAM_ADDRESS, path },
    ],
  });
}

/** As anybody's tools read it. */
async function publishedIdl(url: string): Promise<unknown> {
  return JSON.parse(await fetchMetadataContent(createSolanaRpc(url), address(PROGRAM_ID), 'idl')) as unknown;
}

async function ownIdl(): Promise<unknown> {
  return JSON.parse(await readFile(IDL, 'utf8')) as unknown;
}

async function balanceOfIdl(connection: Connection): Promise<{ is: number; rent: number }> {
  const { account } = await idlPlace(PROGRAM, PROGRAM);
  const length = packIdl(await readFile(IDL, 'utf8')).length;
  return {
    is: await connection.getBalance(account),
    rent: await connection.getMinimumBalanceForRentExemption(withHeader(length)),
  };
}

describe('publishing the IDL through the Program Metadata program', () => {
  it('an upgrade publishes it and hands it over with the program, and the next run changes nothing', async () => {
    await using folder = await temporaryFolder();
    const authority = Keypair.generate();
    await using chain = await startWithMetadata(authority, PROBE);
    await using connection = connect(chain);
    await give(connection, authority.publicKey, 10 * LAMPORTS_PER_SOL);
    const deployer = new Deployer(folder.path, chain.rpcUrl);
    const successor = Keypair.generate();
    const handOver = ['--new-authority', successor.publicKey.toBase58()];
    const { status, lines, stderr } = await deployer.run(authority, ...handOver);
    assert.equal(status, 0, stderr);
    assert.equal(lines[0]?.['idl'], 'publish');
    assert.deepEqual(await publishedIdl(chain.rpcUrl), await ownIdl());
    assert.equal(await authorityOf(chain.rpcUrl, PROGRAM), successor.publicKey.toBase58());
    const { is, rent } = await balanceOfIdl(connection);
    assert.equal(is, rent);
    const spent = 10 * LAMPORTS_PER_SOL - (await connection.getBalance(authority.publicKey));
    const kept = Number(lines[0]['kept']);
    assert.ok(spent > kept && spent <= kept + Number(lines[0]['fees']), `${spent} lamports`);

    const again = await deployer.run(authority, ...handOver);
    assert.deepEqual([again.lines[0]?.['idl'], again.lines[1]?.['changed']], ['is there', false]);
    // Its account belongs to whoever may upgrade the program now.
    await give(connection, successor.publicKey, LAMPORTS_PER_SOL);
    const other = { name: 'another' };
    await publishIdl({
      ...{ chain: new Chain(chain), payer: successor, program: PROGRAM, priorityFee: 0 },
      ...{ idl: packIdl(JSON.stringify(other)), onProgress: () => undefined },
    });
    assert.deepEqual(await publishedIdl(chain.rpcUrl), other);
    const late = await deployer.run(authority);
    assert.deepEqual([late.status, late.lines[0]?.['idl']], [0, 'not ours']);
  });

  for (const [what, former] of [
    ['smaller', { name: 'small' }],
    ['larger', { name: 'large', filling: Array.from({ length: 6_000 }, (_, i) => (i * 7_919) % 10_007) }],
  ] as const)
    it(`replaces a ${what} one at one stroke, and takes back what is too much`, async () => {
      await using folder = await temporaryFolder();
      const authority = Keypair.generate();
      await using chain = await startWithMetadata(authority);
      await using connection = connect(chain);
      await give(connection, authority.publicKey, 5 * LAMPORTS_PER_SOL);
      await publishIdl({
        ...{ chain: new Chain(chain), payer: authority, program: PROGRAM, priorityFee: 0 },
        ...{ idl: packIdl(JSON.stringify(former)), onProgress: () => undefined },
      });
      assert.deepEqual(await publishedIdl(chain.rpcUrl), former);
      const before = await connection.getBalance(authority.publicKey);
      const { is: there } = await balanceOfIdl(connection);
      const { status, lines, stderr } = await new Deployer(folder.path, chain.rpcUrl).run(authority);
      assert.equal(status, 0, stderr);
      assert.deepEqual([lines[0]?.['action'], lines[0]?.['idl']], ['none', 'update']);
      assert.deepEqual(await publishedIdl(chain.rpcUrl), await ownIdl());
      const { is, rent } = await balanceOfIdl(connection);
      assert.equal(is, rent);
      const spent = before - (await connection.getBalance(authority.publicKey)) - (is - there);
      assert.ok(spent > 0 && spent <= Number(lines[0]?.['fees']), `${spent} lamports of fees`);
    });

  it('killed just before and just after every transaction, it comes to the same IDL and loses no rent', async () => {
    await using folder = await temporaryFolder();
    const authority = Keypair.generate();
    await using chain = await startWithMetadata(authority);
    await using connection = connect(chain);
    await give(connection, authority.publicKey, 3 * LAMPORTS_PER_SOL);
    const deployer = new Deployer(folder.path, chain.rpcUrl);
    let kills = 0;
    for (let isDone = false; !isDone; kills++) {
      assert.ok(kills < 60, 'it comes to its end');
      await using rpc = await FaultyRpc.before(chain.rpcUrl);
      const child = await deployer.start(authority, '--url', rpc.url);
      let isKilled = false;
      rpc.judge(({ method }) => {
        if (method !== 'sendTransaction') return isKilled ? 'away' : 'pass';
        const fate = isKilled || kills % 2 === 0 ? 'away' : 'pass';
        child.kill('SIGKILL');
        isKilled = true;
        return fate;
      });
      const { stderr } = await endOf(child);
      isDone = child.exitCode === 0;
      assert.ok(isDone || child.signalCode === 'SIGKILL', stderr);
    }
    assert.ok(kills > 20, `${kills} runs`);
    assert.deepEqual(await publishedIdl(chain.rpcUrl), await ownIdl());
    const { is, rent } = await balanceOfIdl(connection);
    assert.equal(is, rent);
  });
});
