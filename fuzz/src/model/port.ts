import { derive, idSeed } from '../chain/addresses.ts';
import type { Port } from './accounts.ts';
import { mayClose } from './closing.ts';
import { isName } from './keyring.ts';
import { changes, type Judge } from './look.ts';
import { actorOf, actorSigns, authorityCloses, isVoid } from './signing.ts';

export const sharePort: Judge = (look) => {
  const owner = look.account('Person', 'owner');
  const device = look.account('Device', 'device');
  if (device !== undefined) look.rule(device.person === look.address('owner'), 'DeviceMismatch');
  if (owner === undefined || device === undefined) return undefined;
  const place = derive('port', look.address('owner'), idSeed(owner.next_id));
  look.rule(look.address('port') === place.address, 'InvalidSeeds');
  look.rule(look.anything('port') === undefined, 'AddressTaken');
  actorSigns(look, actorOf(look, owner, 'owner'));
  look.rule(device.status === 0, 'DeviceNotActive');
  look.rule(!isVoid(owner, device), 'DeviceVoid');
  look.rule(look.time('id') === owner.next_id, 'IdMismatch');
  look.rule(look.number('number') !== 0, 'PortZero');
  isName(look, look.hex('protocol'));
  const port: Port = {
    ...{ kind: 'Port', version: 1, bump: place.bump, status: 0, creator: look.address('owner') },
    ...{ id: owner.next_id, device: look.address('device'), number: look.number('number') },
    ...{ protocol: look.hex('protocol'), access_sequence: 0n, sealed_label: look.hex('sealed_label') },
    ...{ rent_payer: look.address('payer'), ended_at: 0n },
  };
  return changes(look, ['owner', { ...owner, next_id: owner.next_id + 1n }], ['port', port]);
};

export const unsharePort: Judge = (look) => {
  const owner = look.account('Person', 'owner');
  const port = look.account('Port', 'port');
  if (owner === undefined || port === undefined) return undefined;
  look.rule(port.status === 0, 'PortUnshared');
  look.rule(port.creator === look.address('owner'), 'NotOwner');
  actorSigns(look, actorOf(look, owner, 'owner'));
  const ended = { status: 1, ended_at: look.now, access_sequence: port.access_sequence + 1n };
  return changes(look, ['port', { ...port, ...ended }]);
};

export const closePort: Judge = (look) => {
  const owner = look.account('Person', 'owner');
  const port = look.account('Port', 'port');
  if (owner !== undefined) authorityCloses(look, owner);
  if (port === undefined) return undefined;
  look.rule(port.creator === look.address('owner'), 'NotOwner');
  mayClose(look, port.rent_payer, port.ended_at);
  return changes(look, ['port', undefined]);
};
