import { datasets } from '../sdk/acts/datasets.ts';
import { devices } from '../sdk/acts/devices.ts';
import { groups } from '../sdk/acts/groups.ts';
import { people, recoveries } from '../sdk/acts/people.ts';
import { ports, programs } from '../sdk/acts/uses.ts';
import { Stage } from '../sdk/actors.ts';
import type { Register } from '../sdk/register.ts';

/** Together they play every instruction of the program. */
export const ACTS = [
  ['a person is founded, changes its keyring and its wallet, and is retired', people],
  ['a recovery is set, changed, started, cancelled by either side, and finished', recoveries],
  ['devices are enrolled, change role, are suspended, resumed and revoked, and leave a tombstone', devices],
  ['a group gains and loses members by each who may manage it, ends and is closed', groups],
  ['a program is published twice, ends and is closed', programs],
  ['a dataset is written by its owner and a group, passes on, ends and is closed', datasets],
  ['a port is shared and granted on for no longer, and all of it ends and is closed', ports],
] as const;

/** The same stories wherever the program runs. */
export function storiesSuite(place: string, open: () => Register | Promise<Register>): void {
  describe(`the register by the SDK's instructions, ${place}`, () => {
    for (const [title, act] of ACTS)
      it(title, async () => {
        await using register = await open();
        await act(new Stage(register));
      });
  });
}
