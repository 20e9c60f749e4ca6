export { AddressBook } from './address-book.ts';
export { DatasetStates, type SeenVersion } from './dataset-state.ts';
export { Home, type HomeConfig } from './home.ts';
export { KeyringShelf } from './keyring-shelf.ts';
export { PeerBook } from './peer-book.ts';
