import { rm, stat } from 'node:fs/promises';
import type { Place } from './block-index.ts';
import { HEADER_BYTES } from './pack-frame.ts';
import { indexNameOf, mayGrow } from './pack-names.ts';
import { PACK_BYTES, type PackWriter } from './pack-writer.ts';
import type { Pack, Packs } from './packs.ts';
import { matchesDigest } from './stores.ts';

/** Packs of fewer bytes are put together once there are this many. */
const SMALL_BYTES = PACK_BYTES / 8;
const MOST_SMALL = 16;
/** Of a pack that stays as it is. */
const MOST_GONE = 0.5;

/** What was read from a place: the block, or bytes that are not it, or nothing where it is gone. */
export type Read = { readonly block: Uint8Array } | { readonly damaged: Uint8Array } | undefined;

/**
 * Writes anew what is left of packs of which more than `mostGone`, half unless given, is gone, and small packs together, as each command that stored something leaves one.
 *
 * Nobody is kept out meanwhile: a pack goes only once what was in it is on the disk elsewhere, and whoever looks for it then looks again.
 * Two who do it at once store some blocks twice. A block that another process removes just then may come back, which loses nothing.
 */
export async function compact(
  packs: Packs,
  writer: PackWriter,
  read: (digest: Uint8Array, place: Place) => Promise<Read>,
  mostGone = MOST_GONE,
): Promise<void> {
  packs.refresh();
  for (const { pack, places } of await worthIt(packs, mostGone)) {
    let whole = true;
    for (const place of places) {
      const header = packs.header(place);
      const digest = header === undefined ? undefined : Uint8Array.from(header.digest);
      const found = digest === undefined ? undefined : await read(digest, place);
      if (found === undefined && header?.gone === true) continue;
      if (digest === undefined || found === undefined || !('block' in found)) whole = false;
      else if (!matchesDigest(digest, found.block)) whole = false;
      else {
        const { name, offset } = await writer.append(digest, found.block);
        packs.unset(digest, place);
        packs.set(digest, { pack: packs.own(name).number, offset, length: found.block.length });
      }
    }
    await writer.sync();
    // What is damaged stays where it is, for whoever asks for it to be told.
    if (!whole) continue;
    await rm(pack.path, { force: true });
    await rm(indexNameOf(pack.path), { force: true });
    packs.drop(pack);
  }
}

async function worthIt(packs: Packs, mostGone: number): Promise<{ pack: Pack; places: Place[] }[]> {
  const finished = new Map<number, { pack: Pack; bytes: number; held: number; places: Place[] }>();
  for (const pack of packs.all()) {
    if (mayGrow(pack.name)) continue;
    const { size } = await stat(pack.path).catch(() => ({ size: 0 }));
    finished.set(pack.number, { pack, bytes: size, held: 0, places: [] });
  }
  for (const place of packs.index.places()) {
    const one = finished.get(place.pack);
    if (one !== undefined) one.held += HEADER_BYTES + place.length;
  }
  const all = [...finished.values()];
  const small = all.filter(({ bytes }) => bytes < SMALL_BYTES);
  const chosen = new Map(
    [
      ...all.filter(({ bytes, held }) => held < bytes * (1 - mostGone)),
      ...(small.length < MOST_SMALL ? [] : small),
    ].map((one) => [one.pack.number, one]),
  );
  if (chosen.size > 0) for (const place of packs.index.places()) chosen.get(place.pack)?.places.push(place);
  return [...chosen.values()];
}
