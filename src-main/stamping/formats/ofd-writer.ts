import type { Impression } from '../../contract/index.ts';
import { inOfdThread, type PackageSealing, type SealPlace, sealPackage } from '../../ofd/index.ts';
import { digestOf } from '../../x509/index.ts';
import type { Work } from '../work.ts';
import type { BuiltSeal, SealBuilder, SealWriter } from './writer.ts';

/** The place of the whole picture, of which a slice shows its part alone (GB/T 33190-2016, 18.2.3). */
export function placeOf({ page, xMm, yMm, widthMm, heightMm, slice }: Impression): SealPlace {
  const corner = { left: xMm - widthMm / 2, top: yMm - heightMm / 2 };
  if (!slice) return { page, boundary: { ...corner, width: widthMm, height: heightMm }, clip: null };
  const width = widthMm / (slice.right - slice.left);
  const height = heightMm / (slice.bottom - slice.top);
  const clip = { left: slice.left * width, top: slice.top * height, width: widthMm, height: heightMm };
  return { page, boundary: { left: corner.left - clip.left, top: corner.top - clip.top, width, height }, clip };
}

/** Names in ASCII, which is all that propertyInfo can hold (GB/T 38540-2020, 7.1). */
const asciiPath = (path: string) => `/${encodeURI(path)}`;

/** Builds a Signature.xml for each placement. Its `build` throws AppError OFD_DAMAGED, OFD_LIMIT, OFD_LOCKED */
function sealBuilder({ prepared, request, looking }: Work, signingTime: Date): SealBuilder {
  const { source, placements, facts } = prepared;
  const keptBytes = facts.kept.reduce((sum, { start, end }) => sum + end - start, 0);
  const pages = [...new Set(placements.flatMap(({ impressions }) => impressions.map(({ page }) => page)))];
  let sealing: Promise<PackageSealing> | null = null;
  let made: PackageSealing | null = null;
  let kept: ReadonlyMap<string, Uint8Array> = new Map();
  const begin = async () => {
    const stampCounts = placements.map(({ impressions }) => impressions.length);
    const planned = { stampCounts, locks: request.lock ?? false, pages };
    const ground = await inOfdThread('layGround', { source }, planned, looking);
    kept = new Map(ground.digests.filter(({ name }) => name !== ground.root?.path).map(({ name, sm3 }) => [name, sm3]));
    made = sealPackage(ground, keptBytes, signingTime);
    return made;
  };
  return {
    async build({ form, impressions }) {
      sealing ??= begin();
      const { standardSeal } = form;
      if (!standardSeal) throw new Error('a seal that is none of GB/T 38540');
      const { id, path, xml, writtenBytes, withValue } = (await sealing).next(standardSeal, impressions.map(placeOf));
      const built: BuiltSeal = {
        fieldName: String(id),
        fieldNames: [String(id)],
        bytes: xml,
        writtenBytes,
        propertyInfo: asciiPath(path),
        // It goes into extDatas of the value.
        withReceipt: () => built,
        contentDigest: (_, algorithm) => digestOf(algorithm, xml),
        filled: withValue,
        covered: null,
      };
      return built;
    },
    finish() {
      if (!made) throw new Error('nothing was built');
      return made.finish();
    },
    keptParts: () => kept,
  };
}

/** Parts of its own for each signature (GB/T 33190-2016, 18). */
export const ofdWriter: SealWriter = {
  builder: sealBuilder,
  // Readers draw a seal so that what is under it stays legible (GB/T 42133, 6.13.3), and it stands in no page.
  assertNothingSignedIsCovered: async () => undefined,
  checkLooks: async () => undefined,
};
