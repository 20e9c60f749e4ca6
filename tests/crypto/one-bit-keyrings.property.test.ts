import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  createDeviceKey,
  createGroupKeys,
  createPersonKeys,
  deviceHolder,
  deviceOpener,
  isMeshidError,
  type Keyring,
  nextDatasetEpoch,
  nextGroupGeneration,
  nextPersonGeneration,
  openDatasetKeyring,
  openGroupKeyring,
  openPersonKeyring,
  rawCid,
  readKeyring,
  sealDatasetKeyring,
  sealGroupKeyring,
  sealPersonKeyring,
} from '@meshid/sdk';
import { alike, toldBy } from './one-bit.ts';
import { someDataset, someGroup, someOwner, somePerson, turnBit } from './world.ts';

const HOLDER_BYTES = 145;
const WRAPPED_BYTES = 48;

interface Sealed {
  readonly keyring: Keyring;
  readonly extraBytes: number;
  readonly header: string;
  readonly open: (block: Uint8Array, digest: Uint8Array) => unknown;
}

const me = createDeviceKey();
const other = createDeviceKey();
const holders = [me, other].map(({ id, encryption }) => deviceHolder(id, encryption.publicKey));

/** A keyring of each kind, in its third generation or epoch, sealed to two devices of which one opens it. */
const KINDS: Record<'person' | 'group' | 'dataset', () => Sealed> = {
  person: () => {
    const keys = nextPersonGeneration(nextPersonGeneration(createPersonKeys(somePerson())));
    return {
      keyring: sealPersonKeyring(keys, holders),
      header: 'meshid:person-keyring:1\n',
      extraBytes: 32,
      open: (block, digest) => openPersonKeyring(block, digest, keys.person, deviceOpener(me)),
    };
  },
  group: () => {
    const keys = nextGroupGeneration(nextGroupGeneration(createGroupKeys(someGroup())));
    return {
      keyring: sealGroupKeyring(keys, { owner: someOwner().owner, members: holders }),
      header: 'meshid:group-keyring:1\n',
      extraBytes: 32,
      open: (block, digest) => openGroupKeyring(block, digest, keys.group, [deviceOpener(me)]),
    };
  },
  dataset: () => {
    const { keys: first, owner } = someOwner();
    const keys = nextDatasetEpoch(nextDatasetEpoch({ ...first, dataset: someDataset() }));
    return {
      keyring: sealDatasetKeyring(keys, { owner, readers: holders }),
      header: 'meshid:dataset-keyring:1\n',
      extraBytes: WRAPPED_BYTES,
      open: (block, digest) => openDatasetKeyring(block, digest, keys.dataset, [deviceOpener(me)]),
    };
  },
};

/** The digest that whoever altered the block would have to bring onto the chain. */
const digestOf = (block: Uint8Array): Uint8Array => rawCid(block).multihash.digest;

for (const [kind, make] of Object.entries(KINDS) as [keyof typeof KINDS, () => Sealed][])
  describe(`a ${kind}'s keyring of which one bit is altered`, () => {
    const { keyring, header, extraBytes, open } = make();
    const { block, digest } = keyring;
    const count = readKeyring(kind, block, digest).holders.length;
    const entries = header.length + 32 + 8 + extraBytes + 4;
    const mine =
      entries + HOLDER_BYTES * readKeyring(kind, block, digest).holders.findIndex(({ id }) => id === me.id);
    const history = entries + HOLDER_BYTES * count + 4;

    /** What is told when any one bit from one byte to another is turned, and the digest made to match. */
    const toldWithin = (from: number, to: number): Set<string> => {
      const told = alike();
      fc.assert(
        fc.property(fc.integer({ min: from * 8, max: to * 8 - 1 }), (bit) => {
          const altered = turnBit(block, bit);
          told.add(toldBy(() => open(altered, digestOf(altered))));
        }),
        { numRuns: 60 },
      );
      return told;
    };
    const expected = (): string => toldBy(() => open(block, digestOf(new Uint8Array(1))));

    it('fails against the digest on chain, whichever bit it is, and says nothing else', () => {
      open(block, digest);
      const told = alike();
      fc.assert(
        fc.property(fc.nat({ max: block.length * 8 - 1 }), (bit) => {
          told.add(toldBy(() => open(turnBit(block, bit), digest)));
        }),
        { numRuns: 500 },
      );
      assert.deepEqual([...told], [expected()]);
    });

    it('fails with a digest that matches, when it is in the header, the subject or the number', () => {
      assert.deepEqual([...toldWithin(0, header.length + 32 + 8)], [expected()]);
    });

    it(`fails, when it is in ${kind === 'dataset' ? 'the constant secret' : 'the public key'}`, () => {
      assert.deepEqual([...toldWithin(header.length + 40, header.length + 40 + extraBytes)], [expected()]);
    });

    it("fails, when it is in the holder's key or in what is sealed to it", () => {
      assert.deepEqual([...toldWithin(mine + 33, mine + HOLDER_BYTES)], [expected()]);
    });

    it('fails, when it is in an older secret', () => {
      assert.equal(history + 2 * WRAPPED_BYTES, block.length);
      assert.deepEqual([...toldWithin(history, block.length)], [expected()]);
    });

    it("fails, when it is in the holder's own kind or id, as if the holder were not named", () => {
      for (let bit = mine * 8; bit < (mine + 33) * 8; bit += 1) {
        const altered = turnBit(block, bit);
        assert.throws(
          () => open(altered, digestOf(altered)),
          (error) =>
            isMeshidError(error, 'keyring/not-a-holder') || isMeshidError(error, 'crypto/cannot-open'),
        );
      }
    });
  });
