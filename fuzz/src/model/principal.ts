import { type Kind, PRINCIPAL } from './accounts.ts';
import { groupKeyIsSafe } from './group.ts';
import type { Look } from './look.ts';

const KINDS: Readonly<Record<number, Kind>> = {
  [PRINCIPAL.person]: 'Person',
  [PRINCIPAL.device]: 'Device',
  [PRINCIPAL.group]: 'Group',
};

/** What is in `principal` is of the stated kind, and somebody who can be given something now. */
export function isPrincipal(look: Look, kind: number): void {
  const principal = look.anything('principal');
  look.rule(principal !== undefined && principal.kind === KINDS[kind], 'PrincipalMismatch');
  if (principal?.kind !== 'Person' && principal?.kind !== 'Device' && principal?.kind !== 'Group') return;
  if (principal.kind !== KINDS[kind]) return;
  look.rule(principal.status === 0, 'PrincipalNotActive');
  if (principal.kind === 'Group') groupKeyIsSafe(look, principal);
}
