import type { Idl } from '@coral-xyz/anchor';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The program's interface, as it was built. */
export const IDL = require('../../../sdk/program/meshid.json') as Idl;
