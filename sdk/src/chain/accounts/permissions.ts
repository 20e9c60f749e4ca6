import { PERMISSION_BITS } from '../program.ts';

export type Permission = keyof typeof PERMISSION_BITS;

export function permissionsOf(bits: number): ReadonlySet<Permission> {
  const names = Object.entries(PERMISSION_BITS).filter(([, bit]) => (bits & bit) !== 0);
  return new Set(names.map(([name]) => name as Permission));
}

export function permissionBits(permissions: Iterable<Permission>): number {
  let bits = 0;
  for (const permission of permissions) bits |= PERMISSION_BITS[permission];
  return bits;
}
