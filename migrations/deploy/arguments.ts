import { parseArgs } from 'node:util';
import { DeployError } from './error.ts';

export const HELP = `Deploys or upgrades the register's program, or does nothing when it is there already. Run it again when it was stopped.

  npm run deploy -- --url URL --keypair FILE [--program-keypair FILE] [--new-authority ADDRESS] [--dry-run] [--json]
  npm run deploy -- --url URL --keypair FILE --reclaim

  --url URL                 the cluster's JSON-RPC
  --keypair FILE            pays, and is the upgrade authority: a Solana key file
  --program-keypair FILE    the program's own key, for its first deployment only
  --other-id                deploy at that key's address although the binary was built for another
  --binary FILE             another binary than the committed one; no IDL is published with it
  --no-idl                  publish no IDL
  --new-authority ADDRESS   afterwards only this address may upgrade: a multisig's vault, say
  --give-up-authority       afterwards nobody may upgrade it, ever
  --max-priority-fee NUMBER the most to pay for priority, in micro-lamports a compute unit (100000)
  --reclaim                 close this key's unfinished buffers, take their rent back, and stop
  --dry-run                 tell what would be done and what it costs, and stop
  --json                    print JSON, one object a line

Anchor 2 is a release candidate, and this program has not been audited. Don't deploy it where a loss would hurt.
`;

const options = {
  url: { type: 'string' },
  keypair: { type: 'string' },
  'program-keypair': { type: 'string' },
  'other-id': { type: 'boolean' },
  binary: { type: 'string' },
  'no-idl': { type: 'boolean' },
  'new-authority': { type: 'string' },
  'give-up-authority': { type: 'boolean' },
  'max-priority-fee': { type: 'string' },
  reclaim: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

export interface Arguments {
  readonly url: string;
  readonly keypair: string;
  readonly programKeypair: string | undefined;
  readonly otherId: boolean;
  readonly binary: string | undefined;
  readonly withIdl: boolean;
  readonly newAuthority: string | undefined;
  readonly giveUpAuthority: boolean;
  readonly maxPriorityFee: number | undefined;
  readonly reclaim: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Nothing when help is asked for. Throws DeployError `usage`. */
export function readArguments(): Arguments | undefined {
  const values = parse();
  if (values.help === true) return undefined;
  const { url, keypair } = values;
  if (url === undefined || keypair === undefined || !URL.canParse(url))
    throw new DeployError('usage', 'it takes --url URL and --keypair FILE; see --help');
  return {
    ...{ url, keypair },
    programKeypair: values['program-keypair'],
    otherId: values['other-id'] === true,
    binary: values.binary,
    withIdl: values['no-idl'] !== true && values.binary === undefined,
    newAuthority: values['new-authority'],
    giveUpAuthority: values['give-up-authority'] === true,
    maxPriorityFee: readPrice(values['max-priority-fee']),
    reclaim: values.reclaim === true,
    dryRun: values['dry-run'] === true,
    json: values.json === true,
  };
}

function parse() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new DeployError('usage', error instanceof Error ? error.message : String(error));
  }
}

function readPrice(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,12}$/.test(text))
    throw new DeployError('usage', '--max-priority-fee takes a whole number of micro-lamports');
  return Number(text);
}
