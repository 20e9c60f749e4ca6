import { readFile } from 'node:fs/promises';

/** One of Wycheproof's tests; which further fields there are depends on the primitive. */
export type WycheproofTest<Fields extends string> = {
  readonly tcId: number;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly result: 'valid' | 'invalid' | 'acceptable';
} & Readonly<Record<Fields, string>>;

interface WycheproofGroup<Fields extends string> {
  /** Of signatures. */
  readonly publicKey?: { readonly pk: string };
  readonly tests: readonly WycheproofTest<Fields>[];
}

export async function readPublished<Content>(name: string): Promise<Content> {
  return JSON.parse(await readFile(new URL(`${name}.json`, import.meta.url), 'utf8')) as Content;
}

/** Every test of a file, each with its group's public key, where there is one. */
export async function readWycheproof<Fields extends string>(
  name: string,
): Promise<{ test: WycheproofTest<Fields>; publicKey: string; title: string }[]> {
  const { testGroups } = await readPublished<{ testGroups: WycheproofGroup<Fields>[] }>(name);
  return testGroups.flatMap(({ tests, publicKey }) =>
    tests.map((test) => ({
      test,
      publicKey: publicKey?.pk ?? '',
      title: `${name} ${test.tcId} (${test.result}: ${[...test.flags, test.comment].join(', ')})`,
    })),
  );
}
