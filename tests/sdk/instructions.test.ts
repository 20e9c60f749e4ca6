import assert from 'node:assert/strict';
import { instructions, WAYS_OUT } from '@meshid/sdk';
import idl from '../../sdk/program/meshid.json' with { type: 'json' };
import { datasets } from './acts/datasets.ts';
import { devices } from './acts/devices.ts';
import { groups } from './acts/groups.ts';
import { people, recoveries } from './acts/people.ts';
import { ports, programs } from './acts/uses.ts';
import { Stage } from './actors.ts';
import { inProcess, overRpc, type Register } from './register.ts';

const ACTS = [
  ['a person is founded, changes its keyring and its wallet, and is retired', people],
  ['a recovery is set, changed, started, cancelled by either side, and finished', recoveries],
  ['devices are enrolled, change role, are suspended, resumed and revoked, and leave a tombstone', devices],
  ['a group gains and loses members by each who may manage it, ends and is closed', groups],
  ['a program is published twice, ends and is closed', programs],
  ['a dataset is written by its owner and a group, passes on, ends and is closed', datasets],
  ['a port is shared and granted on for no longer, and all of it ends and is closed', ports],
] as const;

/** The same stories wherever the program runs. */
function storiesSuite(place: string, open: () => Register | Promise<Register>): void {
  describe(`the register by the SDK's instructions, ${place}`, () => {
    for (const [title, act] of ACTS)
      it(title, async () => {
        await using register = await open();
        await act(new Stage(register));
      });
  });
}

storiesSuite('on LiteSVM in this process', inProcess);
storiesSuite('over RPC on the local chain', overRpc);

describe("the SDK's instructions", () => {
  const camelCase = (name: string): string =>
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

  it('there is a function for every instruction of the IDL', () => {
    const exported = new Map<string, unknown>(Object.entries(instructions));
    assert.deepEqual(
      idl.instructions
        .map(({ name }) => camelCase(name))
        .filter((name) => typeof exported.get(name) !== 'function'),
      [],
    );
  });

  it('the stories play every instruction of the IDL', async () => {
    const played = new Set<string>();
    for (const [, act] of ACTS) {
      const stage = new Stage(inProcess());
      await act(stage);
      for (const name of stage.played) played.add(name);
    }
    assert.deepEqual(
      idl.instructions.map(({ name }) => name).filter((name) => !played.has(name)),
      [],
    );
  });

  it('every rule of the program has a sentence that tells what to do, and no other has', () => {
    const rules = idl.errors.map(({ name }) => name.charAt(0).toLowerCase() + name.slice(1));
    assert.deepEqual(Object.keys(WAYS_OUT).sort(), rules.sort());
    for (const [rule, wayOut] of Object.entries(WAYS_OUT)) assert.match(wayOut, /\S+ \S+ \S+/, rule);
  });
});
