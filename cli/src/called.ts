import type * as Sdk from '@meshid/sdk';

/** How an address is shown: by what this computer's user calls it in the address book, as "you", or else as it is. */
export async function callingNames(
  { deviceAddress, parseDeviceId }: typeof Sdk,
  { home }: Sdk.Meshid,
): Promise<(address: string) => string> {
  const names = new Map<string, string>();
  for (const [name, address] of await home.names.list()) {
    names.set(address, name);
    // A name may be a computer's key, while grants name its account.
    names.set(deviceAddress(parseDeviceId(address)), name);
  }
  const { person } = await home.config();
  if (person !== undefined && !names.has(person)) names.set(person, 'you');
  return (address) => names.get(address) ?? address;
}
