import { MAX_NAME_BYTES, parentPath } from './entry.ts';

/**
 * A name beside `path` that is not taken: `notes (conflict, laptop, 2026-11-28).txt`, with a number when that is taken too. The end of
 * the name, by which programs know what a file is, stays.
 *
 * @param label what tells the copy from the other, such as the computer's name and the day; slashes in it become dashes
 */
export function conflictName(path: string, label: string, isTaken: (path: string) => boolean): string {
  const parent = parentPath(path) ?? '';
  const name = path.slice(parent === '' ? 0 : parent.length + 1);
  const dot = name.lastIndexOf('.');
  const [stem, end] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let number = 1; ; number += 1) {
    const note = ` (conflict, ${label.replaceAll(/[/\0]/g, '-')}${number === 1 ? '' : `, ${number}`})`;
    const room = MAX_NAME_BYTES - Buffer.byteLength(note) - Buffer.byteLength(end);
    // An end that leaves no room is none.
    const copy =
      room > 0
        ? `${cut(stem, room)}${note}${end}`
        : `${cut(name, MAX_NAME_BYTES - Buffer.byteLength(note))}${note}`;
    const at = parent === '' ? copy : `${parent}/${copy}`;
    if (!isTaken(at)) return at;
  }
}

/** As many whole characters as fit into `bytes`. */
function cut(text: string, bytes: number): string {
  let used = 0;
  let kept = '';
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    kept += character;
  }
  return kept;
}
