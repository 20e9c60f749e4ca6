/** Why something of the folder is not in the version. */
export type SkipReason =
  | 'absent'
  | 'access-list'
  | 'attributes-unreadable'
  | 'behind-link'
  | 'changed-while-read'
  | 'device'
  | 'path-too-long'
  | 'pipe'
  | 'socket'
  | 'staging'
  | 'unreadable';

export interface Skipped {
  readonly path: string;
  readonly reason: SkipReason;
  /** The reason as a person reads it. */
  readonly why: string;
  /** Whether the version lacks something for it; a socket has no content, and what is gone was not there to keep. */
  readonly lossy: boolean;
}

const WHY: Record<SkipReason, string> = {
  absent: 'there is no such file',
  'access-list': 'its access control list is not kept, only its mode',
  'attributes-unreadable': "its extended attributes can't be read, so it is kept without them",
  'behind-link': 'it is behind a symbolic link, which is kept as a link',
  'changed-while-read': 'it kept changing while it was read; publish again when nothing writes to it',
  device: 'it is a device',
  'path-too-long': 'its path is too long',
  pipe: 'it is a named pipe',
  socket: 'it is a socket',
  staging: 'it is what an unfinished restore left behind',
  unreadable: "it can't be read; make it readable or leave it out",
};

const NOTHING_LOST: ReadonlySet<SkipReason> = new Set(['absent', 'device', 'pipe', 'socket', 'staging']);

export function skipped(path: string, reason: SkipReason, detail?: string): Skipped {
  const why = detail === undefined ? WHY[reason] : `${WHY[reason]} (${detail})`;
  return { path, reason, why, lossy: !NOTHING_LOST.has(reason) };
}
