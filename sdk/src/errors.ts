/** A transaction that failed when it was executed: its fee, in lamports where that is known, was paid all the same. */
export interface Executed {
  readonly signature: string;
  readonly fee: number | undefined;
}

/**
 * Every failure that meshid can explain. `code` is stable and made for programs, the message is made for people and says what to do.
 *
 * Codes follow `noun/what-was-broken`. Adding one means adding its context here and its sentence in `SENTENCES`.
 */
export interface MeshidErrorContexts {
  'input/invalid': { what: string; why: string };
  'file/unreadable': { path: string; why: string };
  'file/changed-while-read': { path: string };
  'file/unsafe-path': { path: string; why: string };
  'file/in-the-way': { path: string; why: string };
  'file/not-kept': { destination: string; losses: string };
  'file/left-out': { count: number; what: string };
  'crypto/cannot-open': { what: string };
  'keyring/not-a-holder': { what: string };
  'keyring/too-many-holders': { holders: number; most: number };
  'recovery/not-learnt': Record<string, never>;
  'ticket/altered': { why: string };
  'ticket/expired': { expiredAt: string };
  'ticket/expires-too-late': { expiresAt: string; mostDays: number };
  'ticket/other-cluster': { ticket: string; here: string };
  'ticket/other-program': { ticket: string; here: string };
  'ticket/other-person': { ticket: string; here: string };
  'storage/full': { where: string };
  'storage/failed': { where: string; why: string };
  'storage/corrupt': { cid: string; where: string };
  'version/other-binding': { what: string; expected: string; found: string };
  'version/malformed': { why: string };
  'version/incomplete': { cid: string };
  'localnet/ledger-in-use': { ledger: string };
  'localnet/ledger-damaged': { path: string; offset: number; slot: number };
  'localnet/ledger-version': { path: string; found: number; known: number };
  'localnet/ledger-unwritable': { path: string; why: string };
  'localnet/ledger-other-genesis': { ledger: string; kept: string; asked: string };
  'localnet/port-taken': { host: string; port: number };
  'localnet/program-missing': Record<string, never>;
  'localnet/program-unusable': { address: string; path: string; why: string };
  'index/database-in-use': { database: string };
  'index/database-away': { database: string; why: string };
  'index/database-of-other-version': { migration: string; why: string };
  'index/other-chain': { database: string; kept: string; found: string };
  'index/other-writer': { database: string };
  'index/chain-away': { url: string; why: string };
  'index/port-taken': { host: string; port: number };
  'index/behind': { slot: string; wanted: string };
  'index/refused': { what: string; why: string };
  'exchange/refused': { cid: string };
  'exchange/cut': Record<string, never>;
  'exchange/timeout': Record<string, never>;
  'exchange/wrong-block': { cid: string };
  'exchange/frame-too-large': Record<string, never>;
  'exchange/malformed': { what: string };
  'exchange/unreachable': { peer: string };
  'exchange/unknown-peer': { peer: string };
  'exchange/no-peer': Record<string, never>;
  'register/unreadable': { address: string; why: string };
  'register/not-found': { kind: string; address: string };
  'register/refused': { rule: string; why: string; wayOut: string; executed?: Executed };
  'register/exists': { executed?: Executed };
  'register/other-cluster': { person: string; here: string };
  'chain/away': { url: string };
  'chain/behind': { url: string };
  'chain/expired': Record<string, never>;
  'chain/unsettled': { signature: string; url: string };
  'chain/interrupted': { signature: string };
  'chain/busy': { url: string };
  'chain/not-a-program': { address: string };
  'chain/refused': { why: string; executed?: Executed };
  'chain/insufficient-funds': { missing: string; executed?: Executed };
  'chain/no-funds': { executed?: Executed };
  'index/away': { url: string };
  'index/other-cluster': { url: string };
  'home/missing': { directory: string };
  'home/exists': { directory: string };
  'home/damaged': { path: string };
  'home/no-device': { directory: string };
  'home/no-wallet': { directory: string };
  'home/no-person': { directory: string };
  'home/no-person-keys': { directory: string };
  'name/invalid': { name: string };
  'name/taken': { name: string; address: string };
  'name/unknown': { name: string };
  'name/ambiguous': { name: string; addresses: string };
  'dataset/behind': { dataset: string };
  'dataset/went-back': { dataset: string; seen: string; offered: string };
  'dataset/empty': { dataset: string };
  'dataset/no-version': { dataset: string; wanted: string; newest: string };
  'dataset/no-path': { path: string; sequence: string };
  'dataset/not-whole': { dataset: string; missing: number; damaged: number };
  'dataset/in-use': { dataset: string; what: string };
  'car/malformed': { file: string; why: string };
  'car/other-version': { file: string; head: string };
  'dataset/not-owner': { dataset: string };
  'device/revoked': { device: string };
  'device/last-holder': { device: string };
  'program/not-owner': { program: string };
  'keyring/missing': { what: string };
  'access/denied': { reason: string };
}

export type MeshidErrorCode = keyof MeshidErrorContexts;

const SENTENCES: { [C in MeshidErrorCode]: (context: MeshidErrorContexts[C]) => string } = {
  'input/invalid': ({ what, why }) => `${what} is not valid: ${why}`,
  'file/unreadable': ({ path, why }) => `${path} can't be read (${why}); make it readable or leave it out`,
  'file/changed-while-read': ({ path }) =>
    `${path} kept changing while it was read; publish again when nothing writes to it`,
  'file/unsafe-path': ({ path, why }) =>
    `this version holds the path ${JSON.stringify(path)}, which is not safe to write here: ${why}; nothing was written`,
  'file/in-the-way': ({ path, why }) => `${path} is in the way (${why}); move it aside and try again`,
  'file/not-kept': ({ destination, losses }) =>
    `${destination} can't hold all of this version: ${losses}; choose another folder, or --lossy to do without`,
  'file/left-out': ({ count, what }) =>
    `${count} of the folder can't be kept as ${count === 1 ? 'it is' : 'they are'}, so nothing was published: ${what}; put it right, or --skip to publish without`,
  'crypto/cannot-open': ({ what }) =>
    `the ${what} can't be opened: the key is not the one for it, or it was altered`,
  'keyring/not-a-holder': ({ what }) =>
    `the ${what} holds no key for this computer or its person; ask its owner for access`,
  'keyring/too-many-holders': ({ holders, most }) =>
    `a keyring holds at most ${most} keys, not ${holders}; grant to a group instead`,
  'recovery/not-learnt': () =>
    `the words of the recovery phrase were not asked back to the end, so no recovery was set; set one with "meshid recovery set"`,
  'ticket/altered': ({ why }) =>
    `this is not a whole enrolment ticket (${why}); copy it again, or make a new one with "meshid device request"`,
  'ticket/expired': ({ expiredAt }) =>
    `the enrolment ticket expired at ${expiredAt}; make a new one with "meshid device request"`,
  'ticket/expires-too-late': ({ expiresAt, mostDays }) =>
    `the enrolment ticket runs until ${expiresAt}, and more than ${mostDays} days are not accepted; make one with a nearer end`,
  'ticket/other-cluster': ({ ticket, here }) =>
    `the enrolment ticket is for the cluster ${ticket}, and this is ${here}; make one for this cluster`,
  'ticket/other-program': ({ ticket, here }) =>
    `the enrolment ticket is for the program ${ticket}, and this is ${here}; make one for this program`,
  'ticket/other-person': ({ ticket, here }) =>
    `the enrolment ticket asks for person ${ticket}, and this wallet's is ${here}; make one for this person`,
  'storage/full': ({ where }) =>
    `the disk is full (${where}); make room and run it again, what was finished is kept`,
  'storage/failed': ({ where, why }) => `the disk failed (${where}): ${why}`,
  'storage/corrupt': ({ cid, where }) =>
    `block ${cid} was damaged on disk (${where}) and set aside; fetch it again from a peer that has it`,
  'version/other-binding': ({ what, expected, found }) =>
    `this version belongs to another ${what} (${found} instead of ${expected}) and is refused; get it from the dataset's owner`,
  'version/malformed': ({ why }) =>
    `this version is malformed and is refused: ${why}; ask its publisher for a good one`,
  'version/incomplete': ({ cid }) => `block ${cid} of this version is not here; fetch the dataset first`,
  'localnet/ledger-in-use': ({ ledger }) =>
    `another local chain uses ${ledger}; stop it first, or choose another folder with --ledger`,
  'localnet/ledger-damaged': ({ path, offset, slot }) =>
    `${path} is damaged at byte ${offset}; all up to slot ${slot} is intact, and --repair goes on from there (the file as it is stays beside it)`,
  'localnet/ledger-version': ({ path, found, known }) =>
    `${path} was written in format ${found} and this version reads ${known}; open it with the version that wrote it, or begin a new folder`,
  'localnet/ledger-unwritable': ({ path, why }) =>
    `${path} can't be written (${why}); nothing that was confirmed is lost, make room and start the chain again`,
  'localnet/ledger-other-genesis': ({ ledger, kept, asked }) =>
    `${ledger} holds a chain with the genesis hash ${kept}, not ${asked}; leave --genesis-hash out, or begin a new folder`,
  'localnet/port-taken': ({ host, port }) =>
    `port ${port} of ${host} or the one after it is taken; choose another with --port, or leave it out`,
  'localnet/program-missing': () =>
    'the meshid program is not in the SDK; build it with "npm run program:build", or leave it out with --no-program',
  'localnet/program-unusable': ({ address, path, why }) =>
    `${path} can't be loaded as the program ${address}: ${why}`,
  'index/database-in-use': ({ database }) =>
    `another indexer writes ${database}, and it has one writer; end that one, or use another --database`,
  'index/database-away': ({ database, why }) =>
    `the database ${database} can't be used (${why}); start it, or check its address`,
  'index/database-of-other-version': ({ migration, why }) =>
    `the database was changed by a migration that does not fit this version of meshid (${migration}: ${why}); use another database, or that version`,
  'index/other-chain': ({ database, kept, found }) =>
    `${database} mirrors the chain ${kept}, and this is ${found}; use another --database for this chain`,
  'index/other-writer': ({ database }) =>
    `another indexer took over ${database}, so this one stopped writing it; run only one`,
  'index/chain-away': ({ url, why }) =>
    `the chain at ${url} can't be read (${why}); check that it runs, and its address`,
  'index/port-taken': ({ host, port }) => `port ${port} of ${host} is in use; choose another with --port`,
  'index/behind': ({ slot, wanted }) =>
    `the index is at slot ${slot} and can't answer for slot ${wanted} yet; ask again`,
  'index/refused': ({ what, why }) => `the index does not take this ${what}: ${why}`,
  'exchange/refused': ({ cid }) =>
    `no computer that was asked gave block ${cid}: this one may not read it, or nobody there has it; ask the owner for access`,
  'exchange/cut': () =>
    'the other computer ended the transfer: access was withdrawn, or the connection broke; try again',
  'exchange/timeout': () => 'the other computer stopped answering; try again later, what came is kept',
  'exchange/wrong-block': ({ cid }) =>
    `the other computer sent something else for block ${cid}; it is damaged or hostile, use another`,
  'exchange/frame-too-large': () =>
    'the other computer announced more than a block may be; it is damaged or hostile, use another',
  'exchange/malformed': ({ what }) =>
    `the other computer sent a ${what} that is not one; it is damaged or hostile, use another`,
  'exchange/unreachable': ({ peer }) =>
    `${peer} can't be reached; see that its node runs and that its address is right`,
  'exchange/unknown-peer': ({ peer }) => `${peer} has no ed25519 key and so can't be a meshid computer`,
  'exchange/no-peer': () =>
    'no computer that has this dataset was found; start a node that has it, or name its address with --peer',
  'register/unreadable': ({ address, why }) => `the account ${address} can't be read: ${why}`,
  'register/not-found': ({ kind, address }) =>
    `there is no ${kind} at ${address} on this cluster; check the address, and the cluster with --rpc`,
  'register/refused': ({ why, wayOut, executed }) =>
    `the register refused it: ${why}; ${wayOut}. ${spent(executed)}`,
  'register/exists': ({ executed }) => `what this would create exists already. ${spent(executed)}`,
  'register/other-cluster': ({ person, here }) =>
    `the person ${person} says that it lives on another cluster than ${here}; check --rpc`,
  'chain/away': ({ url }) => `the chain at ${url} doesn't answer; see that it runs and that --rpc is right`,
  'chain/behind': ({ url }) =>
    `the chain at ${url} is behind what another source knows already; try again in a moment, or use another RPC with --rpc`,
  'chain/busy': ({ url }) =>
    `the chain at ${url} takes no more calls for now (too many requests); wait a minute, or use another RPC. Nothing was changed`,
  'chain/not-a-program': ({ address }) =>
    `${address} is an account, and not a program of the upgradeable loader; check the cluster. Nothing was sent`,
  'chain/expired': () =>
    'the transaction was not executed before its block hash expired, and never will be; run the command again. Nothing was changed, and no fee was paid',
  'chain/unsettled': ({ signature, url }) =>
    `the transaction ${signature} was sent, and the chain at ${url} doesn't tell what became of it: it was executed and paid for, or will be within two minutes, or never; look it up ("solana confirm", or any explorer) before you repeat the command`,
  'chain/interrupted': ({ signature }) =>
    `interrupted after the transaction ${signature} was sent: it may still be executed and paid for within two minutes; look it up ("solana confirm", or any explorer) before you repeat the command`,
  'chain/refused': ({ why, executed }) => `the chain refused the transaction: ${why}. ${spent(executed)}`,
  'chain/insufficient-funds': ({ missing, executed }) =>
    `the wallet lacks ${missing} lamports; send it some and run the command again. ${spent(executed)}`,
  'chain/no-funds': ({ executed }) =>
    `whoever pays has too few lamports; send it some and run the command again. ${spent(executed)}`,
  'index/away': ({ url }) => `the index at ${url} doesn't answer; start one with "meshid index"`,
  'index/other-cluster': ({ url }) =>
    `the index at ${url} mirrors another cluster or program; start one for this cluster`,
  'home/missing': ({ directory }) => `${directory} is not a meshid home; make one with "meshid init"`,
  'home/exists': ({ directory }) => `${directory} is a meshid home already; choose another with --home`,
  'home/damaged': ({ path }) => `${path} is damaged or not a meshid file; restore it from a backup`,
  'home/no-device': ({ directory }) =>
    `${directory} belongs to a wallet only; run this on an enrolled computer`,
  'home/no-wallet': ({ directory }) => `${directory} has no wallet; run this in the home that has it`,
  'home/no-person': ({ directory }) =>
    `the computer of ${directory} belongs to nobody yet; enrol it with "meshid device request"`,
  'home/no-person-keys': ({ directory }) =>
    `${directory} has not got its person's keys yet; run "meshid device request --wait", or wait until the index has them`,
  'name/invalid': ({ name }) =>
    `"${name}" is not a usable name; take up to 63 letters, digits, dots, dashes and underscores`,
  'name/taken': ({ name, address }) => `"${name}" is ${address} already; take another name`,
  'name/unknown': ({ name }) =>
    `nothing here is called "${name}"; give its address, or name it with "meshid name add"`,
  'name/ambiguous': ({ name, addresses }) => `"${name}" could be ${addresses}; give the address`,
  'dataset/behind': ({ dataset }) =>
    `another version of ${dataset} was published meanwhile; fetch it ("meshid get") and publish again. Nothing was lost`,
  'dataset/went-back': ({ dataset, seen, offered }) =>
    `the chain offers version ${offered} of ${dataset}, and version ${seen} was seen here before; somebody shows an old or forked state, so it is refused`,
  'dataset/no-version': ({ dataset, wanted, newest }) =>
    `${dataset} has no version ${wanted}: the first is 1, the newest ${newest}`,
  'dataset/no-path': ({ path, sequence }) =>
    `version ${sequence} has nothing at "${path}"; "meshid dataset diff" tells what versions hold`,
  'dataset/not-whole': ({ dataset, missing, damaged }) =>
    `${dataset} is not whole here: ${missing} blocks are missing, ${damaged} damaged; "meshid dataset verify --repair" fetches them from computers that have them`,
  'dataset/in-use': ({ dataset, what }) => `${what} ${dataset}; try again when that has ended`,
  'car/malformed': ({ file, why }) => `${file} is no CAR file that holds a version: ${why}`,
  'car/other-version': ({ file, head }) =>
    `${file} holds ${head}, which is no version that the chain, or a newer version that is here, names; if it is an older one, "meshid dataset log" first fetches what proves that`,
  'dataset/empty': ({ dataset }) =>
    `${dataset} has no version yet; its owner publishes one with "meshid dataset publish"`,
  'dataset/not-owner': ({ dataset }) => `${dataset} belongs to somebody else; ask its owner`,
  'device/revoked': ({ device }) =>
    `the computer ${device} was revoked for ever; give it a new key ("meshid init" in a new home) and enrol that`,
  'device/last-holder': ({ device }) =>
    `no other computer and no recovery holds your keys, so revoking ${device} would lose all that is sealed to them for ever; enrol another computer ("meshid device request") or set a recovery ("meshid recovery set") first, and until then suspend it ("meshid device suspend")`,
  'program/not-owner': ({ program }) => `${program} belongs to somebody else; publish a program of your own`,
  'keyring/missing': ({ what }) =>
    `the ${what}'s keyring was found neither here, nor in the index, nor at a node; start a node of its owner`,
  'access/denied': ({ reason }) => `access is refused: ${reason}; ask the owner`,
};

/** What happened to the money. */
function spent(executed: Executed | undefined): string {
  if (executed === undefined) return 'Nothing was changed, and no fee was paid';
  const { signature, fee } = executed;
  const amount = fee === undefined ? 'its fee' : `its fee of ${fee} lamports`;
  return `Nothing was changed, but ${amount} was paid (transaction ${signature})`;
}

export interface MeshidErrorOptions {
  readonly cause?: unknown;
  /** Whether the same call may succeed later without anything being changed by the caller. */
  readonly retryable?: boolean;
}

export class MeshidError<C extends MeshidErrorCode = MeshidErrorCode> extends Error {
  override readonly name = 'MeshidError';
  readonly code: C;
  readonly context: MeshidErrorContexts[C];
  readonly retryable: boolean;

  constructor(code: C, context: MeshidErrorContexts[C], options: MeshidErrorOptions = {}) {
    super(SENTENCES[code](context), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.context = context;
    this.retryable = options.retryable ?? false;
  }
}

/** Whether `error` is a MeshidError, and of that code where one is given. */
export function isMeshidError<C extends MeshidErrorCode>(error: unknown, code?: C): error is MeshidError<C> {
  return error instanceof MeshidError && (code === undefined || error.code === code);
}

/** What `ask` gives, or nothing where it fails in a way that meshid can explain: of several places, one may lack it or be away. */
export async function orNothing<T>(ask: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isMeshidError(error)) return undefined;
    throw error;
  }
}
