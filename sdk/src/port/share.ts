import { deviceAddress, portAddress, type Sent } from '../chain/index.ts';
import { sealPortLabel } from '../crypto/index.ts';
import type { DeviceId, PortId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { sendAsActor } from '../person/as-authority.ts';
import { personKeys } from '../person/keyring.ts';
import { sharePort as shareInstruction } from './instructions.ts';

export interface SharePortInput {
  /** The computer that offers the port; this one unless named. */
  readonly device?: DeviceId | undefined;
  /** 1 to 65535. */
  readonly number: number;
  /** The application's, up to 16 bytes; public. */
  readonly protocol?: string | undefined;
  /** What its owner calls it; sealed. */
  readonly label: string;
}

export interface SharedPort {
  readonly port: PortId;
  readonly transactions: readonly Sent[];
}

/**
 * Offers a port of one of the person's computers; nobody may connect before it is granted to them.
 *
 * @throws MeshidError `home/no-device`, `home/no-wallet`, `home/no-person-keys`, `register/refused`
 */
export async function sharePort(
  meshid: Meshid,
  input: SharePortInput,
  options: FlowOptions = {},
): Promise<SharedPort> {
  const device = input.device ?? (await meshid.home.device()).id;
  await meshid.chain.get('device', deviceAddress(device));
  let port: PortId | undefined;
  const sent = await sendAsActor(
    meshid,
    'sharing on chain',
    async ({ person, actor, payer }) => {
      port = portAddress(person.address, person.nextId);
      return shareInstruction({
        payer,
        actor,
        owner: person.address,
        id: person.nextId,
        device,
        number: input.number,
        protocol: input.protocol,
        sealedLabel: sealPortLabel(await personKeys(meshid, person, options), port, input.label),
      });
    },
    options,
  );
  if (port === undefined) throw new Error('a port has an address once it is shared');
  return { port, transactions: [sent] };
}
