import { type Hex } from '../chain/layout.ts';
import { NOTHING, type Person } from './accounts.ts';
import type { Look } from './look.ts';

/** A keyring is replaced by naming the one before, so that nobody's update is lost. */
export function keyringFollows(look: Look, current: Hex): void {
  look.rule(look.hex('previous_keyring_digest') === current, 'KeyringChanged');
  isKey(look, look.hex('keyring_digest'));
}

export function isKey(look: Look, key: Hex): void {
  look.rule(key !== NOTHING, 'ZeroKey');
}

/** Nothing is sealed for a person's generation that a lost device knows. */
export function generationIsSafe(look: Look, owner: Person): void {
  look.rule(owner.keyring_due === 0, 'KeyringDue');
}

/** Public names are UTF-8, padded with zeros and nothing after them. */
export function isName(look: Look, padded: Hex): void {
  const bytes = Buffer.from(padded, 'hex');
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    look.rule(false, 'NameMalformed');
  }
  look.rule(!/\0[^\0]/.test(text), 'NameMalformed');
}
