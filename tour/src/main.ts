import { parseArgs } from 'node:util';
import { takeTour } from './tour.ts';

const USAGE = `npm start -- [FOLDER] [--json] [--keep]

Takes meshid's main job through nine checked steps, on FOLDER or else on this repository's own files.
  --json  one JSON object a line (use npm --silent start -- --json)
  --keep  leaves the processes and folders, and says how to use them`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** What went wrong before the first step, in a sentence: a folder that is none, or a full disk. */
async function tour(): Promise<number> {
  try {
    return (await takeTour({ folder: positionals[0], json: values.json, keep: values.keep })) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
}

if (values.help) console.log(USAGE);
else process.exitCode = await tour();
