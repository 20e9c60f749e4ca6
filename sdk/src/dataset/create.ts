import { datasetAddress, type Sent } from '../chain/index.ts';
import { createDatasetKeys, sealDatasetLabel } from '../crypto/index.ts';
import { MeshidError } from '../errors.ts';
import type { DatasetId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { checkCluster } from '../meshid.ts';
import { actingFor, ownPerson } from '../person/acting.ts';
import { walletAddress } from '../person/instructions.ts';
import { renewPersonKeyring, shareKeyring, signalOf } from '../person/keyring.ts';
import { listDatasets } from './find.ts';
import { createDataset as createDatasetInstruction } from './instructions.ts';
import { sealForReaders } from './keys.ts';

export interface CreatedDataset {
  readonly name: string;
  readonly dataset: DatasetId;
  readonly transactions: readonly Sent[];
}

/**
 * Makes an empty dataset under a name, which the chain keeps sealed. A dataset that a stopped run left without a name is taken up.
 *
 * @throws MeshidError `name/taken`, `name/invalid`, `home/no-wallet`
 */
export async function createDataset(
  meshid: Meshid,
  { name }: { readonly name: string },
  options: FlowOptions = {},
): Promise<CreatedDataset> {
  const { home, chain } = meshid;
  const names = await home.names.list();
  const taken = names.get(name);
  if (taken !== undefined) throw new MeshidError('name/taken', { name, address: taken });
  home.names.check(name);
  const before = await ownPerson(meshid);
  await checkCluster(meshid, before);
  const known = new Set(names.values());
  const left = (await listDatasets(meshid, options)).find(
    (dataset) =>
      dataset.owned && dataset.label === name && dataset.sequence === 0n && !known.has(dataset.dataset),
  );
  if (left !== undefined) {
    await home.names.add(name, left.dataset);
    return { name, dataset: left.dataset, transactions: [] };
  }
  const { person: owner, transactions } = await renewPersonKeyring(meshid, before, options);
  const { actor, signers } = await actingFor(meshid, owner);
  const address = datasetAddress(owner.address, owner.nextId);
  const keys = createDatasetKeys(address);
  const keyring = await sealForReaders(meshid, keys, owner, []);
  const instruction = await createDatasetInstruction({
    payer: walletAddress(signers[0].publicKey),
    actor,
    owner: owner.address,
    id: owner.nextId,
    ownerGeneration: owner.generation,
    keyringDigest: keyring.digest,
    sealedLabel: sealDatasetLabel(keys, name),
  });
  const sent = await chain.send([instruction], signers, signalOf(options));
  await home.names.add(name, address);
  await shareKeyring(meshid, keyring);
  return { name, dataset: address, transactions: [...transactions, sent] };
}
