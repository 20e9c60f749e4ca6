import { createHash, randomBytes } from 'node:crypto';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { create } from 'multiformats/hashes/digest';
import { check } from '../check.ts';
import type { World } from '../world.ts';
import type { People } from './enrol.ts';
import type { Published } from './publish.ts';

export interface Refused {
  /** The one frame, in hexadecimal, that every refusal was. */
  readonly frame: string;
  readonly requests: number;
}

const REFUSED_STATUS = 3;

/** The stranger asks for the dataset, for a block that is there and for one that isn't: three answers, the same to the byte. */
export async function refuseStranger(
  world: World,
  { owner, stranger, reader }: People,
  { dataset, head }: Published,
): Promise<Refused> {
  const absent = absentCid();
  const asks: [string, string, string][] = [
    [stranger.home, dataset, head],
    [stranger.home, dataset, absent],
    [stranger.home, owner.person, absent],
    // One who may read learns no more of a block that isn't there.
    [reader.home, dataset, absent],
  ];
  const [got, ...answers] = await Promise.all([
    world.processes.run('get', dataset, world.path('stolen'), '--home', stranger.home),
    ...asks.map(async ([home, of, cid]) => refusalFrame(world, home, owner.address, of, cid)),
  ]);
  check(
    got.status === REFUSED_STATUS,
    `the stranger's get should be refused (status ${REFUSED_STATUS}), it ended with ${got.status}: ${got.stderr}`,
  );
  const frames = new Set(answers);
  const [frame] = frames;
  check(
    frames.size === 1 && frame !== undefined,
    `every refusal should be the same bytes: ${[...frames].join(' | ')}`,
  );
  return { frame, requests: asks.length + 1 };
}

/** Asks one peer for one block, which must be refused, and returns the frames of the answer. */
export async function refusalFrame(
  world: World,
  home: string,
  peer: string,
  dataset: string,
  cid: string,
): Promise<string> {
  const { status, output } = await world.processes.run('block', dataset, cid, '--peer', peer, '--home', home);
  check(
    status === REFUSED_STATUS && output?.['answer'] === 'refused',
    `the block ${cid} should be refused: ${JSON.stringify(output)}`,
  );
  const frames = output['frames'];
  check(Array.isArray(frames) && frames.length > 0, 'a refusal should have come as a frame');
  return frames.join(',');
}

function absentCid(): string {
  return CID.createV1(
    raw.code,
    create(0x12, createHash('sha256').update(randomBytes(32)).digest()),
  ).toString();
}
