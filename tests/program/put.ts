import assert from 'node:assert/strict';
import type { PublicKey } from '@solana/web3.js';
import { decode, encode, kindOf, type Values } from '../../fuzz/src/chain/layout.ts';
import { layoutOf } from '../../fuzz/src/model/register.ts';
import type { World } from './world.ts';

/** Writes some fields of an account past all rules. */
export function put(world: World, account: PublicKey, state: Values): void {
  const data = Buffer.from(world.data(account) ?? assert.fail());
  const layout = layoutOf(kindOf(data) ?? assert.fail());
  world.overwrite(account, 0, encode(layout, { ...decode(layout, data), ...state }));
}
