/**
 * Rows under their heads, if they have any, for people. Columns are as wide as what is in them on a terminal, where letters differ in width.
 *
 * The library is loaded by those who print a table only.
 */
export async function table(heads: readonly string[], rows: readonly (readonly string[])[]): Promise<string> {
  if (rows.length === 0) return 'There is none.';
  const { default: Table } = await import('cli-table3');
  const lines = new Table({
    chars: PLAIN,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  for (const row of heads.length === 0 ? rows : [heads, ...rows]) lines.push(row.map(harmless));
  return lines
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Names come from anybody: none may move the cursor, or turn the direction of what follows. */
function harmless(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, '\ufffd');
}

/** Two spaces between columns, and no lines. */
const PLAIN = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' },
};
