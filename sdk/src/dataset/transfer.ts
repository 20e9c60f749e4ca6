import { personHolder } from '../crypto/index.ts';
import { MeshidError } from '../errors.ts';
import type { DatasetId, PersonId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { authorityOf, ownPerson } from '../person/acting.ts';
import type { Changed } from '../person/as-authority.ts';
import { shareKeyring, signalOf } from '../person/keyring.ts';
import { transferDataset as transferInstruction } from './instructions.ts';
import { datasetKeys, effectiveReaders, sealForReaders } from './keys.ts';

/**
 * Gives a dataset to another person, who can read it at once: its keyring is sealed to them too. What was granted on it ends, and
 * nothing is published before the new owner has started an epoch whose key the former owner never gets (publishing does).
 *
 * @throws MeshidError `dataset/not-owner`, `register/not-found`, `home/no-wallet`, `register/refused`
 */
export async function transferDataset(
  meshid: Meshid,
  input: { readonly dataset: DatasetId; readonly newOwner: PersonId },
  options: FlowOptions = {},
): Promise<Changed> {
  const { chain } = meshid;
  const owner = await ownPerson(meshid);
  await checkCluster(meshid, owner);
  const wallet = await authorityOf(meshid, owner);
  const dataset = await chain.get('dataset', input.dataset);
  if (dataset.owner !== owner.address) throw new MeshidError('dataset/not-owner', { dataset: input.dataset });
  const newOwner = await chain.get('person', input.newOwner);
  const keys = await datasetKeys(meshid, dataset, options);
  const { holders } = await effectiveReaders(meshid, dataset);
  const keyring = await sealForReaders(meshid, keys, owner, [
    ...holders,
    personHolder(newOwner.address, newOwner.encryptionKey),
  ]);
  const instruction = await transferInstruction({
    authority: owner.authority,
    owner: owner.address,
    newOwner: newOwner.address,
    dataset: dataset.address,
    previousDigest: dataset.keyringDigest,
    digest: keyring.digest,
  });
  options.onStep?.('transferring on chain');
  const sent = await chain.send([instruction], [wallet], signalOf(options));
  await shareKeyring(meshid, keyring);
  return { transactions: [sent] };
}
