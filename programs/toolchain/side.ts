#!/usr/bin/env node
// Builds the probe or the floor: `npm run program:side -- probe|floor [--commit]`. With --commit it replaces the committed one.
import { FLOOR, PROBE } from './side-program.ts';

const program = [PROBE, FLOOR].find(({ name }) => name === process.argv[2]);
if (program === undefined) {
  console.error('usage: npm run program:side -- probe|floor [--commit]');
  process.exitCode = 2;
} else program.run(process.argv.includes('--commit'));
