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

if (values.help) console.log(USAGE);
else
  process.exitCode = (await takeTour({ folder: positionals[0], json: values.json, keep: values.keep }))
    ? 0
    : 1;
