import { createHash, type Hash } from 'node:crypto';
import type { Seal, SignatureReport } from '../../contract/index.ts';
import { type ByteSource, readChunks } from '../../files/index.ts';
import { BoundedCache } from '../../runtime/index.ts';
import type { StampingContext } from '../context.ts';
import type { OpenedDocument } from '../formats/format.ts';
import type { SealOf } from './placed-document.ts';

/** A signature of the file that is to be seen, and the seals that it may be of; null: the record knows nothing of it. */
export interface SignedPictures {
  readonly fingerprint: string | null;
  readonly places: readonly { readonly page: number; readonly widthMm: number; readonly heightMm: number }[];
  readonly sealIds: ReadonlySet<string> | null;
}

type Sized = Pick<Seal, 'id' | 'widthMm' | 'heightMm' | 'binding'>;

const toleranceMm = 0.3;
const isNear = (one: number, other: number) => Math.abs(one - other) <= toleranceMm;

/**
 * The pages on which a seal is to be seen as a whole; a slice across the edges seals no page. By the record where that knows the signature; else by
 * certificate and size, as long as no other seal of the library has both.
 */
export function pagesBearing(seal: Sized, signed: readonly SignedPictures[], library: readonly Sized[]): Set<number> {
  const isAlone = !library.some(
    (other) =>
      other.id !== seal.id &&
      other.binding.certificateFingerprint === seal.binding.certificateFingerprint &&
      isNear(other.widthMm, seal.widthMm) &&
      isNear(other.heightMm, seal.heightMm),
  );
  const pages = new Set<number>();
  for (const { fingerprint, places, sealIds } of signed) {
    const isKnown = sealIds !== null;
    const isOfSeal = isKnown ? sealIds.has(seal.id) : isAlone && fingerprint === seal.binding.certificateFingerprint;
    if (!isOfSeal) continue;
    for (const { page, widthMm, heightMm } of places) {
      const [isWide, isHigh] = [isNear(widthMm, seal.widthMm), isNear(heightMm, seal.heightMm)];
      const isSlice = isWide !== isHigh;
      // In a field of the file it is as large as that has room.
      if ((isWide && isHigh) || (isKnown && sealIds.size === 1 && !isSlice)) pages.add(page);
    }
  }
  return pages;
}

/** Digests of the beginnings of a file that end at these offsets, in hexadecimal. */
async function digestsUntil(source: ByteSource, ends: readonly number[]): Promise<Map<number, string>> {
  const hash = createHash('sha256');
  const digests = new Map<number, string>();
  const ahead = [...new Set(ends)].filter((end) => end <= source.sizeBytes).toSorted((one, other) => one - other);
  let at = 0;
  const note = (end: number, copy: Hash) => digests.set(end, copy.digest('hex'));
  for await (const chunk of readChunks(source, 0, source.sizeBytes)) {
    let from = 0;
    while (ahead[0] !== undefined && ahead[0] <= at + chunk.length) {
      const end = ahead.shift() ?? 0;
      hash.update(chunk.subarray(from, end - at));
      from = end - at;
      note(end, hash.copy());
    }
    hash.update(chunk.subarray(from));
    at += chunk.length;
  }
  note(source.sizeBytes, hash.copy());
  return digests;
}

const endOf = ({ coveredUntil }: Pick<SignatureReport, 'coveredUntil'>): number => coveredUntil ?? 0;

/** The seals of each signature that the record knows: the bytes that end with it came of a run. */
function withSealIds(
  signatures: readonly SignatureReport[],
  digests: ReadonlyMap<number, string>,
  ledger: StampingContext['ledger'],
): SignedPictures[] {
  const inOrder = signatures.toSorted((one, other) => endOf(one) - endOf(other));
  const pictures: SignedPictures[] = [];
  let ofRun: SignatureReport[] = [];
  const add = (sealIds: readonly string[] | null) => {
    const seen = ofRun.filter(({ widget }) => widget !== null);
    for (const [index, { certificate, widget, furtherWidgets }] of seen.entries()) {
      // They sign in the order of their rows; a companion is not to be seen.
      const own = sealIds?.length === seen.length ? sealIds.slice(index, index + 1) : sealIds;
      pictures.push({
        fingerprint: certificate?.fingerprint ?? null,
        places: [...(widget ? [widget] : []), ...furtherWidgets],
        sealIds: own && new Set(own),
      });
    }
    ofRun = [];
  };
  for (const signature of inOrder) {
    const digest = digests.get(endOf(signature));
    const rows = digest === undefined ? [] : ledger.usesOn(digest).filter(({ sha256After }) => sha256After === digest);
    ofRun.push(signature);
    if (rows.length > 0) add(rows.toSorted((one, other) => one.seq - other.seq).map(({ sealId }) => sealId));
  }
  add(null);
  return pictures;
}

const known = new BoundedCache<string, readonly SignedPictures[]>(32);

/**
 * What of the signatures in a file is to be seen, without those that do not hold.
 * @throws AppError as verifying does, HISTORY_…
 */
async function signedPictures(
  context: Pick<StampingContext, 'verify' | 'ledger'>,
  opened: OpenedDocument & { readonly path: string },
): Promise<readonly SignedPictures[]> {
  const { source, path, password, format } = opened;
  if (!(await format.isSigned(opened))) return [];
  const whole = (await digestsUntil(source, [])).get(source.sizeBytes) ?? '';
  const before = known.get(whole);
  if (before) return before;
  const { signatures } = await context.verify(source, path, password);
  const holding = signatures.filter(({ kind, verdict }) => kind === 'signature' && verdict !== 'invalid');
  const digests = await digestsUntil(source, holding.map(endOf));
  const found = withSealIds(holding, digests, context.ledger);
  known.set(whole, found);
  return found;
}

/** The seals of the library as placings see them on a document. Which pages bear one is found out when it is asked for. */
export function sealsOn(
  context: Pick<StampingContext, 'verify' | 'ledger' | 'seals'>,
  opened: OpenedDocument & { readonly path: string },
): SealOf {
  return (sealId) => {
    const { seals } = context;
    const seal = seals.get(sealId);
    const { widthMm, heightMm } = seal;
    const sealedPages = async () => pagesBearing(seal, await signedPictures(context, opened), seals.list());
    return { widthMm, heightMm, sealedPages };
  };
}
