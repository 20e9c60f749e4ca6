import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { PROGRAM_BINARY, PROGRAM_ID } from '@meshid/sdk';
import { Keypair, LAMPORTS_PER_SOL, PublicKey } from '@solana/web3.js';
import { bufferAddress } from '../../migrations/deploy/buffer.ts';
import { fundedWallet, until } from '../localnet/world.ts';
import { authorityOf, codeAt, FEE, give, openSite, PROBE, writtenSoFar } from './deployer.ts';

describe('deploying the program', () => {
  it('deploys it at the cost that was told, verifies it, and changes nothing the second time', async () => {
    await using site = await openSite();
    const { connection, deployer } = site;
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
    const authority = Keypair.generate();
    await using site = await openSite({
      programs: [{ address: PROGRAM_ID, path: PROBE, upgradeAuthority: authority.publicKey.toBase58() }],
    });
    const { connection, deployer } = site;
    await give(connection, authority.publicKey, 10 * LAMPORTS_PER_SOL);
    const binary = await readFile(PROGRAM_BINARY);
    const { status, lines, stderr } = await deployer.run(authority);
    assert.equal(status, 0, stderr);
    assert.deepEqual([lines[0]?.['action'], lines[0]?.['idl']], ['upgrade', 'no metadata program']);
    const code = await codeAt(connection, new PublicKey(PROGRAM_ID));
    assert.ok(code.subarray(0, binary.length).equals(binary));
    const { address } = await bufferAddress(authority.publicKey, binary);
    assert.equal(await connection.getAccountInfo(address), null);
    const back = await deployer.run(authority, '--binary', PROBE);
    assert.equal(back.status, 0, back.stderr);
    assert.deepEqual([back.lines[0]?.['action'], back.lines[0]?.['extension']], ['upgrade', 0]);
  });

  it('refuses before it sends anything: another authority, too little money, a missing or another key', async () => {
    await using site = await openSite({
      programs: [
        {
          address: PROGRAM_ID,
          path: PROGRAM_BINARY,
          upgradeAuthority: Keypair.generate().publicKey.toBase58(),
        },
      ],
    });
    const { connection, deployer } = site;
    const payer = await fundedWallet(connection, 0.1);
    const program = await deployer.keyFile(Keypair.generate());

    const otherAuthority = await deployer.run(payer, '--binary', PROBE);
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
    await using site = await openSite();
    const { connection, deployer } = site;
    const { status, stderr } = await deployer.run(await fundedWallet(connection));
    assert.equal(status, 1);
    assert.match(
      stderr,
      /first deployment is signed by that address's own key: give it with --program-keypair/,
    );
  });

  it('takes exactly what it told, and one lamport less is refused before anything is sent', async () => {
    await using site = await openSite();
    const { connection, deployer } = site;
    const payer = Keypair.generate();
    const at = ['--program-keypair', await deployer.keyFile(Keypair.generate()), '--other-id'];
    const { lines } = await deployer.run(payer, ...at, '--dry-run');
    const needed = ['kept', 'lent', 'fees'].reduce((sum, part) => sum + Number(lines[0]?.[part]), 0);
    // What remains has to keep the wallet's own account alive.
    const rest = await connection.getMinimumBalanceForRentExemption(0);

    await give(connection, payer.publicKey, needed - 1);
    const refused = await deployer.run(payer, ...at);
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /are needed: send it 0\.000000 SOL more .*nothing was sent/);
    assert.equal(await connection.getBalance(payer.publicKey), needed - 1);
    await give(connection, payer.publicKey, rest + 1);
    const { status, stderr } = await deployer.run(payer, ...at);
    assert.equal(status, 0, stderr);
    assert.equal(await connection.getBalance(payer.publicKey), rest);
  });

  it('hands the right to upgrade to a multisig, which alone has it then, and does so once', async () => {
    await using site = await openSite();
    const { chain, connection, deployer } = site;
    const payer = await fundedWallet(connection);
    const program = Keypair.generate();
    const at = ['--program-keypair', await deployer.keyFile(program), '--other-id', '--binary', PROBE];
    // Off the curve, as a multisig's vault is: it can't sign.
    const [vault] = PublicKey.findProgramAddressSync([Buffer.from('vault')], PublicKey.default);
    const handOver = ['--new-authority', vault.toBase58()];

    assert.equal((await deployer.run(payer, ...at, ...handOver, '--give-up-authority')).status, 2);
    assert.equal((await deployer.run(payer, ...at, '--new-authority', 'nobody')).status, 2);
    assert.equal((await deployer.run(payer, ...at)).status, 0);
    assert.equal(await authorityOf(chain.rpcUrl, program.publicKey), payer.publicKey.toBase58());
    const before = await connection.getBalance(payer.publicKey);
    const { status, lines, stderr } = await deployer.run(payer, ...at, ...handOver);
    assert.equal(status, 0, stderr);
    assert.deepEqual(
      [lines[0]?.['action'], lines[0]?.['passesOn'], lines[1]?.['changed']],
      ['none', true, true],
    );
    assert.equal(await authorityOf(chain.rpcUrl, program.publicKey), vault.toBase58());
    assert.equal(before - (await connection.getBalance(payer.publicKey)), FEE);

    const again = await deployer.run(payer, ...at, ...handOver);
    assert.deepEqual([again.status, again.lines[1]?.['changed']], [0, false]);
    const upgrade = await deployer.run(payer, ...at.slice(0, 3));
    assert.equal(upgrade.status, 1);
    assert.match(upgrade.stderr, new RegExp(`only ${vault.toBase58()} may upgrade`));
    const toOther = await deployer.run(payer, ...at, '--new-authority', payer.publicKey.toBase58());
    assert.equal(toOther.status, 1);
    assert.equal(before - (await connection.getBalance(payer.publicKey)), FEE);
  });

  it('gives the right to upgrade up for ever when that is said, in the deployment itself', async () => {
    await using site = await openSite();
    const { chain, connection, deployer } = site;
    const payer = await fundedWallet(connection);
    const program = Keypair.generate();
    const at = ['--program-keypair', await deployer.keyFile(program), '--other-id', '--binary', PROBE];
    const { status, stderr } = await deployer.run(payer, ...at, '--give-up-authority');
    assert.equal(status, 0, stderr);
    assert.equal(await authorityOf(chain.rpcUrl, program.publicKey), null);
    const upgrade = await deployer.run(payer, ...at.slice(0, 3));
    assert.match(upgrade.stderr, /has given up its upgrade authority, so nobody can change it any more/);
  });

  it('gives back what stands in the buffers of runs that nobody goes on with', async () => {
    await using site = await openSite();
    const { connection, deployer } = site;
    const payer = await fundedWallet(connection);
    const before = await connection.getBalance(payer.publicKey);
    const at = ['--program-keypair', await deployer.keyFile(Keypair.generate()), '--other-id'];
    const binary = await readFile(PROGRAM_BINARY);
    const child = await deployer.start(payer, ...at);
    const exited = once(child, 'exit');
    await until(async () => (await writtenSoFar(connection, payer.publicKey, binary)) > 0, 'a write');
    child.kill('SIGKILL');
    await exited;
    // What was sent before the end may still be executed.
    const { lastValidBlockHeight } = await connection.getLatestBlockhash();
    await until(
      async () => (await connection.getBlockHeight()) > lastValidBlockHeight,
      'the last write',
      60_000,
    );
    const { address } = await bufferAddress(payer.publicKey, binary);
    const inBuffer = await connection.getBalance(address);
    const afterwards = await connection.getBalance(payer.publicKey);
    assert.ok(inBuffer > 0);

    const dry = await deployer.run(payer, '--reclaim', '--dry-run');
    assert.deepEqual(dry.lines[0]?.['buffers'], [address.toBase58()]);
    assert.equal((await deployer.run(payer, '--reclaim')).status, 0);
    assert.equal(await connection.getBalance(address), 0);
    assert.equal(await connection.getBalance(payer.publicKey), afterwards + inBuffer - FEE);
    assert.ok(before - (await connection.getBalance(payer.publicKey)) < LAMPORTS_PER_SOL / 100);
    assert.deepEqual((await deployer.run(payer, '--reclaim')).lines[0]?.['buffers'], []);
  });
});
