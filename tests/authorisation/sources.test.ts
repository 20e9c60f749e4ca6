import assert from 'node:assert/strict';
import { encodeKey, parseAddress, type RegisterSource } from '@meshid/sdk';
import { Keypair, PublicKey } from '@solana/web3.js';
import { complyAsRegisterSource, type SourceUnderTest } from '../compliance/register-source.ts';
import type { Gate } from './gate.ts';
import { World } from './world.ts';

/** A source over a real chain, with the gates that stand before it. */
async function underTest(
  sourceOf: (world: World) => RegisterSource,
  gatesOf: (world: World) => readonly Gate[],
): Promise<SourceUnderTest> {
  const world = await World.create();
  const source = sourceOf(world);
  const gates = gatesOf(world);
  await world.give();
  const wallet = await world.owner.home.findWallet();
  assert.ok(wallet !== undefined);
  let granted = true;
  return {
    source,
    account: world.grant,
    absent: [
      parseAddress(encodeKey(Keypair.generate().publicKey.toBytes())),
      parseAddress(wallet.publicKey.toBase58()),
    ],
    truth: async () => {
      const { connection } = world.owner.chain;
      return (await connection.getAccountInfo(new PublicKey(world.grant), 'confirmed'))?.data;
    },
    change: async () => {
      const { slot } = await (granted ? world.withdraw() : world.give());
      granted = !granted;
      return { slot: BigInt(slot) };
    },
    leave: () => gates.forEach((gate) => gate.close()),
    silence: () => gates.forEach((gate) => gate.silence()),
    return: () => gates.forEach((gate) => gate.open()),
    loseChain: () => {
      const { gates: near, behindIndex } = world;
      for (const gate of [near.rpc, near.socket, behindIndex.rpc, behindIndex.socket]) gate.close();
    },
    dropNotifications: () => world.localnet.faults.dropNotifications(true),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

complyAsRegisterSource('the chain', async () =>
  underTest(
    (world) => world.chainSource(),
    ({ gates }) => [gates.rpc, gates.socket],
  ),
);
complyAsRegisterSource('the mirror', async () =>
  underTest(
    (world) => world.mirrorSource(),
    ({ gates }) => [gates.index],
  ),
);
