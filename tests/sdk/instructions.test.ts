import assert from 'node:assert/strict';
import { instructions, WAYS_OUT } from '@meshid/sdk';
import idl from '../../sdk/program/meshid.json' with { type: 'json' };
import { ACTS, storiesSuite } from '../compliance/register-stories.ts';
import { Stage } from './actors.ts';
import { inProcess, overRpc } from './register.ts';

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
