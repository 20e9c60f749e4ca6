import type { Room, WhyKept } from '@meshid/sdk';
import type { Running } from './command.ts';
import type { OpenedDataset } from './peers.ts';
import { formatBytes } from './reading.ts';

/** After what stored blocks: keeps this computer's limit where it has one, and tells when that can't be done. */
export async function makeRoom(
  { output, options }: Pick<Running, 'output' | 'options'>,
  { sdk, meshid }: Pick<OpenedDataset, 'sdk' | 'meshid'>,
): Promise<void> {
  const room = await sdk.makeRoom(meshid, {}, options);
  if (room.removed > 0 || room.kept.length > 0) output.notice(roomLines(room).join('\n'));
}

/** In words that go on after "because". */
export const WHY_KEPT: Record<WhyKept, string> = {
  'in use': 'another command uses it',
  unreadable: "this computer can't read it any more",
  'nobody answers': 'no computer that may keep it can be found',
  'nobody else keeps them': 'no other computer without a limit is known to keep what is left of it',
};

/** What was let go of, and what takes more than it may. */
export function roomLines({ limitBytes = 0, bytes = 0, removed, removedBytes, kept }: Room): string[] {
  return [
    ...(removed === 0
      ? []
      : [`${removed} blocks, ${formatBytes(removedBytes)}, are on other computers only now, to make room.`]),
    ...(kept.length === 0
      ? []
      : [
          `Blocks take ${formatBytes(bytes)}, more than the limit of ${formatBytes(limitBytes)}. The only copy of a block is never removed:`,
          ...kept.map(
            ({ dataset, why }) =>
              `  ${dataset}: ${WHY_KEPT[why]}${why === 'unreadable' ? `; "meshid storage drop ${dataset} --only-copies" lets go of it` : ''}`,
          ),
        ]),
  ];
}
