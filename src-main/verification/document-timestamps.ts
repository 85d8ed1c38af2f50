import { createHash } from 'node:crypto';
import {
  type CoveredBytes,
  isDocumentTimestamp,
  openPdf,
  type PdfDocument,
  prefixSource,
  readSecurityStore,
  type SignatureValue,
} from '../pdf/index.ts';
import type { DocumentDigests } from './document-digests.ts';
import type { RevocationData } from './revocation.ts';
import { type JudgedTimestamp, judgeTimestamp, type TimestampCircumstances } from './timestamps.ts';

/** A signature or a timestamp of a document, and which bytes it covers. */
interface Signed {
  readonly value: SignatureValue;
  readonly covered: CoveredBytes | null;
}

/** What document timestamps prove. */
interface DocumentTimestamps {
  /** By their position among the signatures. */
  readonly judged: ReadonlyMap<number, JudgedTimestamp>;
  /** What tells of revocations, with since when it is proven to have been there. */
  readonly revocationData: RevocationData;
}

/**
 * Judges them from the outside in (ETSI EN 319 102-1, 5.6.2.4): what one that holds covers was there at its time, timestamps and
 * validation data alike, and is judged for then.
 */
export async function judgeDocumentTimestamps(
  document: PdfDocument,
  signed: readonly Signed[],
  digests: DocumentDigests,
  circumstances: TimestampCircumstances,
  password: string | undefined,
): Promise<DocumentTimestamps> {
  const existed = new Map<string, Date>();
  const revocationData = { ...circumstances.revocationData, existed };
  let stores = 0;
  const judged = await judgeInwards(signed, circumstances.now, {
    judge: ({ value }, index, seen) =>
      judgeTimestamp(value.contents, (algorithm) => digests.covered(index, algorithm), {
        ...circumstances,
        revocationData,
        seen,
      }),
    onProven(one, genTime) {
      stores += 1;
      if (stores > maxStores) return;
      for (const digest of storedBefore(document, endOf(one), password)) existed.set(digest, genTime);
    },
  });
  return { judged, revocationData };
}

const endOf = ({ covered }: Pick<Signed, 'covered'>) => covered?.coveredUntil ?? 0;

/** Judges the timestamps among what is signed, the outermost first; `seen` is what those around one prove. */
export async function judgeInwards<
  S extends { readonly value: Pick<SignatureValue, 'subFilter'> } & Pick<Signed, 'covered'>,
>(
  signed: readonly S[],
  now: Date,
  work: {
    judge(one: S, index: number, seen: Date): Promise<JudgedTimestamp>;
    /** One holds, and proves that all it covers was there at its time. */
    onProven(one: S, genTime: Date): void;
  },
): Promise<Map<number, JudgedTimestamp>> {
  const judged = new Map<number, JudgedTimestamp>();
  const outermostFirst = [...signed.entries()].toSorted(([, one], [, other]) => endOf(other) - endOf(one));
  let seen = now;
  for (const [index, one] of outermostFirst) {
    if (!isDocumentTimestamp(one.value)) continue;
    const timestamp = await work.judge(one, index, seen);
    judged.set(index, timestamp);
    const { genTime } = timestamp.verification;
    if (!timestamp.holds || genTime === null || genTime > seen) continue;
    seen = genTime;
    work.onProven(one, genTime);
  }
  return judged;
}

/** Archives that are stamped every ten years need fewer. */
const maxStores = 16;

/** Digests of the validation data of the file as it was when this much of it was there. */
function storedBefore(document: PdfDocument, end: number, password: string | undefined): string[] {
  try {
    const { crls, ocspResponses } = readSecurityStore(openPdf(prefixSource(document.source, end), { password }));
    return [...crls, ...ocspResponses].map((der) => createHash('sha256').update(der).digest('hex'));
  } catch {
    // What cannot be read was not there.
    return [];
  }
}

/** The document timestamps that cover the whole of a signature, from the inside out. */
export function timestampsAfter(
  { covered }: Pick<Signed, 'covered'>,
  signed: readonly Pick<Signed, 'covered'>[],
  timestamps: ReadonlyMap<number, JudgedTimestamp>,
): JudgedTimestamp[] {
  if (!covered) return [];
  const later = [...timestamps].flatMap(([index, timestamp]) => {
    const range = signed[index]?.covered;
    return range && range.gapStart >= covered.coveredUntil ? [{ end: range.coveredUntil, timestamp }] : [];
  });
  return later.toSorted((one, other) => one.end - other.end).map(({ timestamp }) => timestamp);
}
