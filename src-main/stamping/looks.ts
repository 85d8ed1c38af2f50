import { AppError, type VerificationReport } from '../contract/index.ts';
import { inDocumentThread, joinedSource, maxComparedPages } from '../pdf/index.ts';
import { lookedAtPages, mayProveLooks } from './formats/proven-looks.ts';
import type { BuiltSeal, SealBuilder } from './formats/writer.ts';
import type { SealedPlacement } from './sealed-placement.ts';
import type { Work } from './work.ts';

/** A field of the run, and the page that was chosen for it. */
export interface PlacedField {
  readonly fieldName: string;
  readonly page: number;
}

/** The fields of a seal's impressions; one that is not seen stands on the page of the first. */
export const placedFieldsOf = (
  { impressions }: Pick<SealedPlacement, 'impressions'>,
  { fieldNames }: Pick<BuiltSeal, 'fieldNames'>,
): PlacedField[] =>
  fieldNames.map((fieldName, index) => ({ fieldName, page: (impressions[index] ?? impressions[0]).page }));

/**
 * A seal shows on the page that was chosen and on no other, whatever they share.
 * @param listings for each of the fields the pages that list it
 * @throws AppError SIGNATURE_SELF_CHECK_FAILED
 */
export function assertOnChosenPage(
  placed: readonly PlacedField[],
  listings: readonly (readonly number[] | 'too-many')[],
): void {
  for (const [index, { page }] of placed.entries()) {
    const listing = listings[index] ?? [];
    if (listing === 'too-many' || (listing.length === 1 && listing[0] === page)) continue;
    throw new AppError('SIGNATURE_SELF_CHECK_FAILED', { detail: 'pages' }, { detail: `on pages ${listing.join(' ')}` });
  }
}

/**
 * The sealed pages, as whoever placed the seals saw them, look the same with `appended` but for the seals, each of which stands on its own
 * page alone. Where the structure shows that nothing but the seals came, that is proof enough; else the pages are drawn and compared. A page that could not be drawn before cannot be
 * compared; nobody has seen it.
 * @throws AppError SIGNATURE_SELF_CHECK_FAILED
 */
export async function checkLooks(
  {
    prepared: { source },
    request: { password },
    looking,
  }: { prepared: Pick<Work['prepared'], 'source'>; request: Pick<Work['request'], 'password'>; looking: AbortSignal },
  appended: Uint8Array,
  placed: readonly PlacedField[],
): Promise<void> {
  const current = { source: joinedSource(source, appended), password };
  const fieldNames = placed.map(({ fieldName }) => fieldName);
  const signedUntil = source.sizeBytes;
  const mayProve = mayProveLooks(
    signedUntil,
    placed.map(({ page }) => page),
  );
  const asked = [{ signedUntil, changes: [], sealPage: null }];
  const question = { fieldNames, mayProve, asked, touchedOnly: true, mostPages: lookedAtPages };
  const { listings, findings, fillsHole } = await inDocumentThread('lookAtFields', current, question, looking);
  assertOnChosenPage(placed, listings);
  if (fillsHole) {
    const detail = 'the document refers to objects that it lacks, which would be those of the seal';
    throw new AppError('SIGNATURE_SELF_CHECK_FAILED', { detail: 'looks' }, { detail });
  }
  const differing = findings.find(
    (finding) => finding.kind === 'changed' || (finding.kind === 'not-compared' && finding.wasDrawable),
  );
  if (differing) {
    const detail = `page ${differing.page ?? '?'} looks different`;
    throw new AppError('SIGNATURE_SELF_CHECK_FAILED', { detail: 'looks' }, { detail });
  }
}

/**
 * Checks, before a token signs, that no seal of the run covers what is signed: by the document's own signatures, or by
 * a seal that the run puts on before it.
 * @throws AppError SEAL_COVERS_SIGNED_CONTENT, SIGNED_PAGES_NOT_COMPARED, and what building a revision throws
 */
export async function assertNothingSignedIsCovered(
  { prepared: { source, placements }, request: { password }, looking }: Work,
  before: VerificationReport | null,
  { build }: SealBuilder,
): Promise<void> {
  const isSigned = before?.signatures.some(
    ({ verdict, laterChanges }) => verdict !== 'invalid' && laterChanges !== 'changed',
  );
  const following = (isSigned ? placements : placements.slice(1)).filter(({ isCompanion }) => !isCompanion);
  const pages = new Set(following.flatMap(({ impressions }) => impressions.map(({ page }) => page))).size;
  const notCompared = () => new AppError('SIGNED_PAGES_NOT_COMPARED', { pages, max: maxComparedPages });
  if (pages > maxComparedPages) throw notCompared();
  let appended: Uint8Array = new Uint8Array();
  const ends = isSigned ? [source.sizeBytes] : [];
  for (const placement of placements.length > 1 || isSigned ? placements : []) {
    appended = Buffer.concat([appended, (await build(placement, appended)).bytes]);
    ends.push(source.sizeBytes + appended.length);
  }
  // Nothing follows the last.
  const asked = ends.slice(0, -1).map((signedUntil) => ({ signedUntil, changes: [], sealPage: null }));
  if (asked.length === 0) return;
  const current = { source: joinedSource(source, appended), password };
  const findings = await inDocumentThread('comparePictures', current, { asked, touchedOnly: true }, looking);
  const covering = findings.flat().find(({ kind }) => kind === 'covered');
  if (covering) throw new AppError('SEAL_COVERS_SIGNED_CONTENT', { page: covering.page ?? 1 });
  // What each reader draws for itself is in no picture, a field's own border for one.
  const hidden = await inDocumentThread('coveredPages', current, { ends: ends.slice(0, -1) }, looking);
  const page = hidden.find((one) => one !== null);
  if (page) throw new AppError('SEAL_COVERS_SIGNED_CONTENT', { page });
  // What cannot be compared now cannot be after the token has signed, and would cost the earlier signature its verdict.
  if (findings.flat().some(({ kind }) => kind === 'not-compared')) throw notCompared();
}
