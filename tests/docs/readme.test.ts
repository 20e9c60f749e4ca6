import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { blocksOf, markdownFiles, ROOT, stepsOf } from './blocks.ts';
import { Session } from './session.ts';

const LAUNCHER = join(ROOT, 'cli/bin/meshid.js');
/** What a Debian or Ubuntu has, beside npm, npx and Node. */
const OF_THE_SYSTEM = new Set(
  'apt-get cd cp createdb createuser curl diff echo git journalctl kill loginctl mkdir mv psql rm systemctl tar'.split(
    ' ',
  ),
);

describe('the documents', () => {
  it('print commands that work, with the output that comes', async () => {
    await using session = await Session.begin();
    const steps = [...(await stepsOf('README.md')), ...(await stepsOf('examples/README.md'))];
    assert.ok(steps.length > 15, 'the tour is there');
    for (const step of steps) await session.type(step);
  });

  it('print commands for operators that work, with the output that comes', async () => {
    await using session = await Session.begin();
    const steps = await stepsOf('docs/operations.md');
    assert.ok(steps.length > 5, 'the operations are there');
    for (const step of steps) await session.type(step);
  });

  it('name only commands, options and scripts that exist', async () => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Readonly<Record<string, string>>;
    };
    let checked = 0;
    for (const file of await markdownFiles())
      for (const { text, place } of await shownIn(file))
        for (const words of commandsOf(text)) {
          checked++;
          await checkCommand(words, scripts, place);
        }
    assert.ok(checked > 40, `there are commands to check, and not ${checked}`);
  });

  it('link to files and headings that are there', async () => {
    let checked = 0;
    for (const file of await markdownFiles()) {
      const text = (await readFile(join(ROOT, file), 'utf8')).replace(/^```[^]*?^```/gm, '');
      for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        checked++;
        const [path = '', heading] = target.split('#');
        const found = path === '' ? join(ROOT, file) : resolve(ROOT, dirname(file), path);
        assert.ok(await stat(found).catch(() => undefined), `${file} links to ${target}, which is not there`);
        if (heading === undefined) continue;
        assert.ok(
          headingsOf(await readFile(found, 'utf8')).includes(heading),
          `${file} links to ${target}, a heading which is not there`,
        );
      }
    }
    assert.ok(checked > 10, 'there are links to check');
  });
});

/** The commands that are shown and not run: `sh` blocks, and what stands in a sentence. */
async function shownIn(file: string): Promise<{ text: string; place: string }[]> {
  const blocks = (await blocksOf(file)).filter(({ language }) => language === 'sh');
  const prose = (await readFile(join(ROOT, file), 'utf8')).replace(/^```[^]*?^```/gm, '');
  return [
    ...blocks.map(({ lines, place }) => ({ text: lines.join('\n'), place })),
    ...[...prose.matchAll(/`((?:npm|npx meshid|meshid) [^`]+)`/g)].map(([, text = '']) => ({
      text: text.replaceAll(/[[\]]/g, ''),
      place: file,
    })),
  ];
}

/** Each command as its words; what is quoted here holds no spaces, and placeholders are capitals. */
function commandsOf(text: string): string[][] {
  return text
    .replaceAll(/\\\n\s*/g, ' ')
    .split(/\n|&&|\||;/)
    .map((command) =>
      command
        .replace(/(^|\s)#.*$/, '')
        .replace(/^\s*(?:[A-Z_]+=\S* )*(?:sudo (?:-u \w+ )?)?/, '')
        .trim()
        .split(/\s+/),
    )
    .filter(([first = '']) => first !== '');
}

async function checkCommand(
  [program = '', ...words]: readonly string[],
  scripts: Readonly<Record<string, string>>,
  place: string,
): Promise<void> {
  const shown = `${place}: ${[program, ...words].join(' ')}`;
  if (program === 'npm') {
    const [verb = '', name = ''] = words.filter((word) => !word.startsWith('-'));
    const script = verb === 'run' && name !== '' ? name : verb;
    assert.ok(['install', 'ci'].includes(verb) || script in scripts, `there is no such script: ${shown}`);
    return;
  }
  if (program === 'meshid') return checkMeshid(words, shown);
  if (program === 'npx' && words[0] === 'node') {
    const file = words.find((word) => word.endsWith('.ts')) ?? '';
    assert.ok(await stat(join(ROOT, file)).catch(() => undefined), `there is no such file: ${shown}`);
    return;
  }
  if (program === 'npx' && words[0] === 'meshid') return checkMeshid(words.slice(1), shown);
  if (program.includes('/')) {
    assert.ok(await stat(join(ROOT, program)).catch(() => undefined), `there is no such file: ${shown}`);
    return;
  }
  assert.ok(OF_THE_SYSTEM.has(program), `nobody knows this command: ${shown}`);
}

/** Asks the command itself: its help names every option that it takes, and an unknown command has none. */
async function checkMeshid(words: readonly string[], shown: string): Promise<void> {
  const path: string[] = [];
  let text = await helpOf(path);
  for (const word of words) {
    if (!new RegExp(`^  ${RegExp.escape(word)}[ |]`, 'm').test(text.split('Examples:')[0] ?? '')) break;
    path.push(word);
    text = await helpOf(path);
    if (!text.includes('\nCommands:')) break;
  }
  const bare = words.every((word) => word.startsWith('--'));
  // A noun that does something by itself says so.
  const isWhole =
    text.includes('by itself it') && path.length === words.filter((word) => !word.startsWith('--')).length;
  assert.ok(bare || isWhole || !text.includes('\nCommands:'), `there is no such command: ${shown}`);
  const options = text.split('Examples:')[0] ?? '';
  for (const option of words.filter((word) => word.startsWith('--') && word !== '--help'))
    assert.match(options, new RegExp(`${option.split('=')[0] ?? ''}\\b`), `no such option: ${shown}`);
}

const HELP = new Map<string, Promise<string>>();

async function helpOf(path: readonly string[]): Promise<string> {
  const key = path.join(' ');
  const found =
    HELP.get(key) ??
    promisify(execFile)(process.execPath, [LAUNCHER, ...path, '--help']).then(({ stdout }) => stdout);
  HELP.set(key, found);
  return found;
}

/** As GitHub makes anchors of headings. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(/\s/g, '-'),
  );
}
