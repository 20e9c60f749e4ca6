import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Idl } from '@coral-xyz/anchor';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const idl = JSON.parse(read('../../sdk/program/meshid.json')) as Idl;
const page = read('../../docs/register.md');

/** The rows of the table under a heading, as the cells' texts. */
function table(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
const column = (rows: string[][], index: number): string[] => rows.map((row) => row[index] ?? '');
const names = (cell: string): string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '');
const code = (name: string): string => `\`${name}\``;

describe("the register's documentation", () => {
  const instructions = table('Instructions');
  const refusals = table('What an instruction is refused for');

  it('has a row for each instruction of the IDL, in its order, in both tables', () => {
    const expected = idl.instructions.map(({ name }) => code(name));
    assert.deepEqual(column(instructions, 0), expected);
    assert.deepEqual(column(refusals, 0), expected);
  });

  it('names whose signatures each needs and what each writes, as the IDL has it', () => {
    for (const [index, { name, accounts }] of idl.instructions.entries()) {
      const [, signs = '', , writes = ''] = instructions[index] ?? [];
      const slots = accounts.flatMap((slot) => ('accounts' in slot ? [] : [slot]));
      assert.equal(slots.length, accounts.length);
      const signing = slots.filter((slot) => slot.signer === true);
      const writing = slots.filter((slot) => slot.writable === true && slot.signer !== true);
      assert.deepEqual(
        names(signs),
        signing.map((slot) => slot.name),
        name,
      );
      assert.deepEqual(
        names(writes),
        writing.map((slot) => slot.name),
        name,
      );
    }
  });

  it("names each event once, and every one of the IDL's", () => {
    const events = column(instructions, 5).flatMap(names).sort();
    assert.deepEqual(events, idl.events?.map(({ name }) => name).sort());
  });

  it('lists every error with its code and rule, and no other', () => {
    const expected = idl.errors?.map(({ code: number, name, msg }) => [String(number), code(name), msg]);
    assert.deepEqual(table('Errors'), expected);
  });

  it('says of every error which instruction is refused for it', () => {
    const told = new Set(column(refusals, 1).flatMap(names));
    const known = idl.errors?.map(({ name }) => name) ?? [];
    // Any instruction that writes can give this one, and the text says so.
    assert.deepEqual(
      known.filter((name) => !told.has(name)),
      ['InvariantBroken'],
    );
    assert.deepEqual(
      [...told].filter((name) => !known.includes(name)),
      [],
    );
    for (const [name = '', errors = ''] of refusals)
      assert.equal(new Set(names(errors)).size, names(errors).length, name);
  });

  it('lists every account with its length', () => {
    const rows = table('Accounts');
    assert.deepEqual(column(rows, 0).flatMap(names).sort(), idl.accounts?.map(({ name }) => name).sort());
    const sizes: Readonly<Record<string, number>> = { u8: 1, u16: 2, u32: 4, u64: 8, i64: 8, pubkey: 32 };
    const size = (type: unknown): number => {
      if (typeof type === 'string') return sizes[type] ?? assert.fail(type);
      const [item, count] = (type as { array: [unknown, number] }).array;
      return size(item) * count;
    };
    for (const [name = '', , bytes] of rows) {
      const type = idl.types?.find((one) => code(one.name) === name)?.type;
      const fields = type?.kind === 'struct' ? (type.fields ?? []) : [];
      const length = fields.reduce((sum, field) => sum + size((field as { type: unknown }).type), 8);
      assert.equal(Number(bytes), length, name);
    }
  });
});
