import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Idl } from '@coral-xyz/anchor';
import { readManifest } from '../../programs/toolchain/manifest.ts';
import { ARTIFACTS, fileHash, ROOT, sourcesHash } from '../../programs/toolchain/paths.ts';
import { FLOOR, PROBE } from '../../programs/toolchain/side-program.ts';

const idl = JSON.parse(readFileSync(join(ARTIFACTS, 'meshid.json'), 'utf8')) as Idl;
const source = (name: string): string => readFileSync(join(ROOT, 'programs/meshid/src', name), 'utf8');

describe('the committed artifacts of the program', () => {
  it('the binary is the one that its manifest names, made from these sources', () => {
    const manifest = readManifest();
    assert.equal(manifest.sourcesSha256, sourcesHash(), 'run npm run program:build -- --commit');
    assert.equal(manifest.binarySha256, fileHash(join(ARTIFACTS, 'meshid.so')));
  });

  it('the IDL is the one that its manifest names, made from these sources', () => {
    const manifest = readManifest();
    assert.equal(manifest.idlSourcesSha256, sourcesHash(), 'run npm run program:idl');
    assert.equal(manifest.idlSha256, fileHash(join(ARTIFACTS, 'meshid.json')));
    assert.equal(manifest.programId, idl.address);
  });

  for (const side of [PROBE, FLOOR])
    it(`the ${side.name} is the one that its manifest names, made from these sources`, () => {
      const manifest = side.manifest();
      const mend = `run npm run program:side -- ${side.name} --commit`;
      assert.equal(manifest.sourcesSha256, side.sourcesHash(), mend);
      assert.equal(manifest.binarySha256, fileHash(side.binary));
    });

  it('the binary is at most 400 KiB', () => {
    assert.ok(readFileSync(join(ARTIFACTS, 'meshid.so')).length <= 400 * 1024);
  });

  it('each instruction of the source stands in the IDL, documented', () => {
    const written = [...source('lib.rs').matchAll(/pub fn (\w+)\(ctx/g)].map(([, name]) => name);
    assert.deepEqual(idl.instructions.map(({ name }) => name).sort(), written.sort());
    for (const { name, docs } of idl.instructions) assert.ok(docs !== undefined && docs.length > 0, name);
  });

  it('error codes are pinned: as the source numbers them, from 6000, without a gap', () => {
    const pinned = [...source('error.rs').matchAll(/^ {4}(\w+) = (\d+),$/gm)];
    const errors = idl.errors ?? [];
    assert.deepEqual(
      errors.map(({ name, code }) => [name, code]),
      pinned.map(([, name, number]) => [name, 6000 + Number(number)]),
    );
    assert.deepEqual(
      errors.map(({ code }) => code - 6000),
      errors.map((_, index) => index),
    );
  });
});
