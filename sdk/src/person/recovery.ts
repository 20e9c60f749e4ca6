import { Keypair } from '@solana/web3.js';
import { type Person, type Recovery, recoveryInEffect } from '../chain/index.ts';
import { type RecoveryKeys } from '../crypto/index.ts';
import type { Address, PersonId } from '../identifiers.ts';
import { checkCluster, type FlowOptions, type Meshid } from '../meshid.ts';
import { authorityOf, deviceSigner, ownPerson } from './acting.ts';
import { type Changed, sendAsAuthority } from './as-authority.ts';
import { setPersonKeyring, walletAddress } from './instructions.ts';
import { personKeys, renewPersonKeyring, sealForDevices, shareKeyring, signalOf } from './keyring.ts';
import {
  cancelRecovery as cancelInstruction,
  setRecovery as setInstruction,
  startRecovery as startInstruction,
} from './recovery-instructions.ts';

/** The recovery authority's signer. */
export function recoverySigner({ authoritySeed }: RecoveryKeys): Keypair {
  return Keypair.fromSeed(authoritySeed);
}

/** What stands on chain of a phrase's keys. */
export function recoveryOf(keys: RecoveryKeys, delay: bigint): Recovery {
  const authority = walletAddress(recoverySigner(keys).publicKey);
  return { authority, key: keys.encryption.publicKey, delay };
}

/**
 * Sets who may recover this home's person, and seals the person's keys to them in the same transaction, so that no moment passes in
 * which a recovery would find nothing to read. The first is in effect at once, a change one of the former's delays later.
 *
 * @throws MeshidError `home/no-wallet`, `home/no-person-keys`, `register/refused`
 */
export async function setRecovery(
  meshid: Meshid,
  recovery: Recovery,
  options: FlowOptions = {},
): Promise<Changed & { readonly effectiveAt: bigint | undefined }> {
  const before = await ownPerson(meshid);
  await checkCluster(meshid, before);
  const wallet = await authorityOf(meshid, before);
  const { person, transactions } = await renewPersonKeyring(meshid, before, options);
  const keys = await personKeys(meshid, person, options);
  const keyring = await sealForDevices(meshid, keys, person, { recoveryKey: recovery.key });
  const { address, authority } = person;
  const instructions = [
    await setInstruction({ person: address, authority, recovery }),
    await setPersonKeyring({
      person: address,
      actor: { key: authority, asDevice: false },
      previousDigest: person.keyringDigest,
      digest: keyring.digest,
      encryptionKey: person.encryptionKey,
    }),
  ];
  options.onStep?.('setting the recovery');
  const sent = await meshid.chain.send(instructions, [wallet], signalOf(options));
  await shareKeyring(meshid, keyring);
  const after = await meshid.chain.get('person', address);
  return {
    transactions: [...transactions, sent],
    effectiveAt: after.pendingRecovery?.effectiveAt,
  };
}

/**
 * Asks for the end of this home's person's recovery, one delay later. Nothing is sent when there is none.
 *
 * @throws MeshidError `home/no-wallet`, `register/refused`
 */
export async function removeRecovery(meshid: Meshid, options: FlowOptions = {}): Promise<Changed> {
  const person = await ownPerson(meshid);
  if (recoveryInEffect(person, await meshid.chain.now()) === undefined) return { transactions: [] };
  const sent = await sendAsAuthority(
    meshid,
    'removing the recovery',
    async ({ address, authority }) => setInstruction({ person: address, authority, recovery: undefined }),
    options,
  );
  return { transactions: [sent] };
}

export interface StartRecoveryInput {
  readonly person: PersonId;
  readonly keys: RecoveryKeys;
  /** Becomes the authority; this home's wallet unless named. */
  readonly newAuthority?: Address | undefined;
}

/**
 * Starts to hand a person to a new authority: from `finishableAt` on it finishes what is not cancelled until then. This home's wallet
 * pays where there is one, or else the recovery authority.
 *
 * @throws MeshidError `register/not-found`, `register/refused`, `home/no-wallet`
 */
export async function startRecovery(
  meshid: Meshid,
  { person: address, keys, newAuthority }: StartRecoveryInput,
  options: FlowOptions = {},
): Promise<Changed & { readonly finishableAt: bigint }> {
  const { home, chain } = meshid;
  const person = await chain.get('person', address);
  await checkCluster(meshid, person);
  const wallet = newAuthority === undefined ? await home.wallet() : await home.findWallet();
  const signer = recoverySigner(keys);
  const instruction = await startInstruction({
    person: person.address,
    recoveryAuthority: walletAddress(signer.publicKey),
    newAuthority: newAuthority ?? walletAddress((wallet ?? signer).publicKey),
  });
  options.onStep?.('starting the recovery');
  const sent = await chain.send([instruction], [wallet ?? signer, signer], signalOf(options));
  const { runningRecovery } = await chain.get('person', person.address);
  return { transactions: [sent], finishableAt: runningRecovery?.finishableAt ?? 0n };
}

/**
 * Ends a recovery that runs: by the recovery's own keys, or by this home's wallet together with its computer.
 *
 * @throws MeshidError `home/no-wallet`, `home/no-device`, `register/refused`
 */
export async function cancelRecovery(
  meshid: Meshid,
  { keys, person: address }: { readonly keys?: RecoveryKeys; readonly person?: PersonId } = {},
  options: FlowOptions = {},
): Promise<Changed> {
  const { home, chain } = meshid;
  const person: Person = address === undefined ? await ownPerson(meshid) : await chain.get('person', address);
  await checkCluster(meshid, person);
  options.onStep?.('cancelling the recovery');
  if (keys !== undefined) {
    const signer = recoverySigner(keys);
    const payer = (await home.findWallet()) ?? signer;
    const actor = walletAddress(signer.publicKey);
    const instruction = await cancelInstruction({ person: person.address, actor });
    return { transactions: [await chain.send([instruction], [payer, signer], signalOf(options))] };
  }
  const wallet = await authorityOf(meshid, person);
  const device = await home.device();
  const instruction = await cancelInstruction({
    person: person.address,
    actor: person.authority,
    device: device.id,
  });
  const signers = [wallet, deviceSigner(device)];
  return { transactions: [await chain.send([instruction], signers, signalOf(options))] };
}
