import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Block {
  readonly language: string;
  readonly lines: readonly string[];
  /** Where it stands, for whoever has to mend it. */
  readonly place: string;
}

/** A command as it is printed, with the output that is printed below it. */
export interface Step {
  readonly command: string;
  readonly output: readonly string[];
  readonly place: string;
}

/** Every Markdown file that belongs to the project, relative to its root. */
export async function markdownFiles(): Promise<string[]> {
  const found = await readdir(ROOT, { recursive: true, withFileTypes: true });
  return found
    .filter(
      ({ name, parentPath }) => name.endsWith('.md') && !/node_modules|\/(target|\.git)/.test(parentPath),
    )
    .map(({ name, parentPath }) => join(parentPath, name).slice(ROOT.length))
    .sort();
}

/** The fenced blocks of a Markdown file. */
export async function blocksOf(file: string): Promise<Block[]> {
  const blocks: { language: string; lines: string[]; place: string }[] = [];
  let open: (typeof blocks)[number] | undefined;
  const text = await readFile(join(ROOT, file), 'utf8');
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```(\w*)$/.exec(line);
    if (fence === null) open?.lines.push(line);
    else if (open === undefined)
      open = { language: fence[1] ?? '', lines: [], place: `${file}:${index + 1}` };
    else {
      blocks.push(open);
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`the block at ${open.place} has no end`);
  return blocks;
}

/** The commands of a file's `console` blocks, in their order. */
export async function stepsOf(file: string): Promise<Step[]> {
  const steps: { command: string; output: string[]; place: string }[] = [];
  for (const { lines, place } of (await blocksOf(file)).filter(({ language }) => language === 'console'))
    for (const line of lines)
      if (line.startsWith('$ ')) steps.push({ command: line.slice(2), output: [], place });
      else steps.at(-1)?.output.push(line);
  return steps;
}
