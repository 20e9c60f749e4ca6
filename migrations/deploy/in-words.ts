import { withoutSecrets } from '@meshid/sdk';
import type { Succession } from './authority.ts';
import { inSol, type Plan } from './plan.ts';

export interface Place {
  readonly url: string;
  /** The genesis hash. */
  readonly cluster: string;
  readonly program: string;
}

const IDL: Readonly<Record<Plan['idl'], string>> = {
  publish: 'The IDL is published through the Program Metadata program.',
  update: 'The IDL on chain is replaced.',
  'is there': 'The IDL on chain is this one already.',
  'no metadata program': 'No IDL is published: the Program Metadata program is not on this cluster.',
  'not asked for': 'No IDL is published.',
  'not ours': "The IDL on chain is another one, and only the program's upgrade authority may replace it.",
};

/** A plan, as it is told before anything is sent. */
export function planInWords(plan: Plan, succession: Succession, { url, cluster, program }: Place): string {
  const place = `${program} on ${withoutSecrets(url)} (genesis ${cluster})`;
  const { action, kept, lent, fees, priorityFee } = plan;
  const cost = kept + lent + fees;
  const price = priorityFee === 0 ? '' : `, with ${priorityFee} micro-lamports a compute unit for priority`;
  return [
    {
      none: `${place} is this binary already.`,
      deploy: `Deploying to ${place}.`,
      upgrade: `Upgrading ${place}.`,
    }[action],
    ...(action === 'none'
      ? []
      : [`Buffer: ${plan.buffer.toBase58()}, ${plan.writes} of ${plan.allWrites} writes are left.`]),
    IDL[plan.idl],
    ...(plan.passesOn ? [successionInWords(succession)] : []),
    cost === 0
      ? 'Nothing is sent.'
      : `Cost: ${inSol(kept)} stay in its accounts as rent, ${inSol(lent)} are lent and come back, fees at most ${inSol(fees)}${price}.`,
    'Anchor 2 is a release candidate, and this program has not been audited.',
  ].join('\n');
}

function successionInWords(succession: Succession): string {
  return succession.kind === 'hand over'
    ? `Then only ${succession.to.toBase58()} may upgrade it. That it is right nobody checks but you: it doesn't sign.`
    : 'Then nobody may upgrade it ever again, whatever is found in it.';
}
