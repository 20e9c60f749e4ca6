/**
 * Shares a folder between two computers of two persons, by calls of the SDK alone:
 * `share-a-folder.ts OWNER_HOME READER_HOME FOLDER DESTINATION`.
 *
 * Both homes are made by `meshid init` and stand on one machine here, which only the example needs: each half uses its own home.
 */
import {
  createDataset,
  getDataset,
  giveAccess,
  isMeshidError,
  type Meshid,
  openMeshid,
  ownPerson,
  publishDataset,
  startNode,
  withdrawAccess,
} from '@meshid/sdk';
import { basename, resolve } from 'node:path';

const [ownerHome, readerHome, folder, destination] = process.argv.slice(2);
if (
  ownerHome === undefined ||
  readerHome === undefined ||
  folder === undefined ||
  destination === undefined
) {
  console.error('usage: share-a-folder.ts OWNER_HOME READER_HOME FOLDER DESTINATION');
  process.exitCode = 2;
} else {
  try {
    await share(await openMeshid(ownerHome), await openMeshid(readerHome), folder, destination);
  } catch (error) {
    // Every failure that meshid can explain says what to do.
    if (!isMeshidError(error)) throw error;
    console.error(`${error.code}: ${error.message}`);
    process.exitCode = 1;
  }
}

async function share(owner: Meshid, reader: Meshid, source: string, target: string): Promise<void> {
  const name = `${basename(resolve(source))}-${Date.now().toString(36)}`;
  const { dataset } = await createDataset(owner, { name });
  const published = await publishDataset(owner, { dataset, source: { folder: resolve(source) } });
  console.log(`published ${dataset}: version ${published.sequence}, ${published.files} files`);

  const { address: family } = await ownPerson(reader);
  const until = new Date(Date.now() + 60 * 60 * 1000);
  await giveAccess(owner, { dataset, principal: family, permission: 'read', until });
  console.log(`granted to ${family} for an hour`);

  await using node = await startNode(owner);
  const got = await getDataset(reader, { dataset, destination: target });
  console.log(`fetched version ${got.sequence}, ${got.files} files, from ${node.device}`);

  await withdrawAccess(owner, { dataset, principal: family });
  try {
    await getDataset(reader, { dataset, destination: target });
    throw new Error('the reader was not refused');
  } catch (error) {
    if (!isMeshidError(error)) throw error;
    console.log(`after the revocation: ${error.code}`);
  }
}
