import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  deviceHolder,
  encodeKey,
  parseTicket,
  rawCid,
  SEALED_LABEL_BYTES,
  TICKET_DOMAIN,
  TICKET_MOST_DAYS,
  ticketMessage,
} from '@meshid/sdk';
import { headBytes } from '../../sdk/src/dataset/version/manifest-root.ts';
import { holderOrder, type HolderKind } from '../../sdk/src/crypto/keyring-block.ts';

/** The program's constants, which stand in its IDL: a list of bytes, or a number. */
async function constants(): Promise<Map<string, number | number[]>> {
  const url = new URL('../../sdk/program/meshid.json', import.meta.url);
  const idl = JSON.parse(await readFile(url, 'utf8')) as { constants: { name: string; value: string }[] };
  return new Map(idl.constants.map(({ name, value }) => [name, JSON.parse(value) as number | number[]]));
}

describe('what the formats share with the program', () => {
  it('a ticket has the domain, the first byte and the longest life that the program checks', async () => {
    const program = await constants();
    assert.deepEqual(program.get('TICKET_DOMAIN'), [...Buffer.from(TICKET_DOMAIN)]);
    assert.equal(program.get('TICKET_MAX_SECONDS'), TICKET_MOST_DAYS * 24 * 60 * 60);
    const vectors = JSON.parse(await readFile(new URL('vectors.json', import.meta.url), 'utf8')) as {
      ticket: { text: string };
    };
    assert.equal(ticketMessage(parseTicket(vectors.ticket.text))[0], program.get('TICKET_PREFIX'));
  });

  it('a sealed label and a head have the lengths that the accounts hold', async () => {
    const program = await constants();
    assert.equal(program.get('SEALED_LABEL_BYTES'), SEALED_LABEL_BYTES);
    assert.equal(program.get('HEAD_BYTES'), headBytes(rawCid(new Uint8Array(1))).length);
  });

  it("a keyring numbers its holders as the program's grants number principals", async () => {
    const program = await constants();
    const key = new Uint8Array(32).fill(1);
    const number = (kind: HolderKind): number | undefined =>
      holderOrder({ ...deviceHolder(encodeKey(key), key), kind })[0];
    for (const kind of ['person', 'device', 'group'] as const)
      assert.equal(number(kind), program.get(`PRINCIPAL_${kind.toUpperCase()}`));
  });
});
