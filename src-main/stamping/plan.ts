import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError, expiresSoon, type ParsedInput, type RaisedWarning, type StampPlan } from '../contract/index.ts';
import {
  assertMayStamp,
  assertUnambiguous,
  type FileSource,
  findPrecautions,
  isOnPage,
  isPdfA1,
  needsAppearances,
  openFileSource,
  openPdf,
  type PdfDocument,
  readPage,
  readSignatureFields,
  type SignatureField,
} from '../pdf/index.ts';
import { checkOutputPath } from './output-path.ts';
import type { StampingRooms } from './rooms.ts';
import { resolvePlacements, type SealedPlacement } from './sealed-placement.ts';

/** An input that may be stamped as asked: every check that needs neither PIN nor token has passed. */
export interface PreparedStamp {
  readonly source: FileSource;
  readonly document: PdfDocument;
  readonly fields: readonly SignatureField[];
  readonly placements: readonly SealedPlacement[];
}

type PlanRequest = ParsedInput<'stamp.plan'>;

/**
 * Opens the input and checks the request against it. The caller closes `source`.
 * @throws AppError what is wrong, before anything happened: FILE_…, PDF_…, PAGE_OUT_OF_RANGE, SEAL_…, TOKEN_NOT_FOUND,
 * CERTIFICATE_…
 */
export async function prepareStamp(rooms: StampingRooms, request: PlanRequest): Promise<PreparedStamp> {
  const source = openFileSource(request.path);
  try {
    const document = openPdf(source, { password: request.password });
    const fields = readSignatureFields(document);
    assertMayStamp(document, fields);
    const pages = request.placements.map(({ page }) => page);
    assertUnambiguous(document, pages, fields);
    const placements = await resolvePlacements(request.placements, {
      seals: rooms.seals,
      tokens: rooms.tokens.tokens(),
      certificatesOf: (tokenId) => rooms.tokens.certificates(tokenId),
      trustAnchors: rooms.trustAnchors(),
      verifySeal: rooms.verifySeal,
    });
    for (const { placement, artwork } of placements) {
      const { page, xMm, yMm } = placement;
      const area = { xMm, yMm, widthMm: artwork.widthMm, heightMm: artwork.heightMm };
      if (!isOnPage(readPage(document, page), area)) throw new AppError('SEAL_OFF_PAGE', { page });
    }
    return { source, document, fields, placements };
  } catch (error) {
    source.close();
    throw error;
  }
}

function overlap(first: SealedPlacement, second: SealedPlacement): boolean {
  const distance = (axis: 'xMm' | 'yMm') => Math.abs(first.placement[axis] - second.placement[axis]);
  return (
    first.placement.page === second.placement.page &&
    distance('xMm') < (first.artwork.widthMm + second.artwork.widthMm) / 2 &&
    distance('yMm') < (first.artwork.heightMm + second.artwork.heightMm) / 2
  );
}

function warningsOf(prepared: PreparedStamp): RaisedWarning[] {
  const { document } = prepared;
  const placements = prepared.placements.filter(({ isCompanion }) => !isCompanion);
  const warnings: RaisedWarning[] = [];
  const seen = new Set<string>();
  for (const { seal, certificate, token } of placements) {
    if (seen.has(seal.id)) continue;
    seen.add(seal.id);
    if (expiresSoon(certificate.daysLeft)) {
      warnings.push({ code: 'certificate-expires-soon', values: { seal: seal.name, days: certificate.daysLeft } });
    }
    if (seal.trial) warnings.push({ code: 'trial-seal', values: { seal: seal.name } });
    if (token.pinState === 'low') warnings.push({ code: 'pin-low', values: { token: token.label } });
    if (token.pinState === 'final-try') warnings.push({ code: 'pin-final-try', values: { token: token.label } });
  }
  for (const [index, first] of placements.entries()) {
    for (const second of placements.slice(index + 1)) {
      if (overlap(first, second)) warnings.push({ code: 'seals-overlap', values: { page: first.placement.page } });
    }
  }
  const isTransparent = prepared.placements.some(({ artwork }) => artwork.kind === 'image');
  if (isTransparent && isPdfA1(document)) warnings.push({ code: 'pdf-a-1-transparency', values: {} });
  if (needsAppearances(document)) warnings.push({ code: 'form-needs-appearances', values: {} });
  const pages = placements.map(({ placement }) => placement.page);
  return [...warnings, ...findPrecautions(document, pages)];
}

/** What would happen, for the last look before the PIN. @throws AppError as `prepareStamp`, and OUTPUT_IS_INPUT */
export async function planStamp(rooms: StampingRooms, request: PlanRequest): Promise<StampPlan> {
  const prepared = await prepareStamp(rooms, request);
  try {
    const warnings = warningsOf(prepared);
    if (prepared.fields.some(({ value }) => value)) {
      const report = await rooms.verify(prepared.source, request.path, request.password);
      const broken = report.signatures.find(({ verdict }) => verdict === 'invalid');
      if (broken) warnings.push({ code: 'earlier-signature-not-valid', values: { signer: broken.signerName } });
    }
    const outputPath = resolve(request.outputPath ?? rooms.defaultOutputPath(request.path));
    const outputExists = existsSync(outputPath);
    checkOutputPath(request.path, outputPath, true);
    const tokenIds = [...new Set(prepared.placements.map(({ token }) => token.id))];
    return { outputPath, outputExists, tokenIds, warnings };
  } finally {
    prepared.source.close();
  }
}
