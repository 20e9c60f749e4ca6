export { AddressBook } from './address-book.ts';
export { DatasetStates, type RestoredVersion, type SeenVersion } from './dataset-state.ts';
export type { HomeConfig } from './config.ts';
export { Home } from './home.ts';
export { KeyringShelf } from './keyring-shelf.ts';
export { PeerBook } from './peer-book.ts';
