import { programAddress, type Sent } from '../chain/index.ts';
import { MeshidError } from '../errors.ts';
import type { ProgramId } from '../identifiers.ts';
import type { FlowOptions, Meshid } from '../meshid.ts';
import { sendAsActor } from '../person/as-authority.ts';
import { publishProgram as publishInstruction } from './instructions.ts';

export type PublishProgramInput = {
  /** SHA-256 of the bundle, 32 bytes. */
  readonly bundleDigest: Uint8Array;
  /** Public, up to 32 bytes; anybody can claim any. A next version keeps the former's unless it names one. */
  readonly slug?: string | undefined;
} & (
  | { readonly class: 'interactive' | 'batch'; readonly program?: undefined }
  /** The program whose next version it is. */
  | { readonly program: ProgramId; readonly class?: undefined }
);

export interface PublishedProgram {
  readonly program: ProgramId;
  /** 1 is the first. */
  readonly bundleVersion: bigint;
  readonly transactions: readonly Sent[];
}

/**
 * Publishes a program, or the next version of one: its address stays, so grants through it go on holding.
 *
 * @throws MeshidError `program/not-owner`, `register/not-found`, `register/refused`, `home/no-wallet`
 */
export async function publishProgram(
  meshid: Meshid,
  input: PublishProgramInput,
  options: FlowOptions = {},
): Promise<PublishedProgram> {
  const former = input.program === undefined ? undefined : await meshid.chain.get('program', input.program);
  const bundleVersion = (former?.bundleVersion ?? 0n) + 1n;
  let program = former?.address;
  const sent = await sendAsActor(
    meshid,
    'publishing on chain',
    async ({ person, actor, payer }) => {
      if (former !== undefined && former.owner !== person.address)
        throw new MeshidError('program/not-owner', { program: former.address });
      const id = former?.id ?? person.nextId;
      program = programAddress(person.address, id);
      return publishInstruction({
        payer,
        actor,
        owner: person.address,
        id,
        bundleVersion,
        bundleDigest: input.bundleDigest,
        class: former?.class ?? input.class ?? 'batch',
        slug: input.slug ?? former?.slug,
      });
    },
    options,
  );
  if (program === undefined) throw new Error('a program has an address once it is published');
  return { program, bundleVersion, transactions: [sent] };
}
