import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expiresSoon, nameDiffers, type ParsedInput, type RaisedWarning, type StampPlan } from '../contract/index.ts';
import { systemPath } from '../files/index.ts';
import { type FileSource, inDocumentThread, openFileSource, type StampableFacts } from '../pdf/index.ts';
import type { StampingContext } from './context.ts';
import type { HeldDocument } from './documents/held-document.ts';
import { checkOutputPath } from './output-path.ts';
import { resolvePlacements, type SealedPlacement } from './sealed-placement.ts';

/** An input that may be stamped as asked: every check that needs neither PIN nor token has passed. */
export interface PreparedStamp {
  readonly source: FileSource;
  readonly facts: StampableFacts;
  readonly placements: readonly SealedPlacement[];
  /** What the person was shown, where the request names it. */
  readonly held: HeldDocument | null;
}

type PlanRequest = ParsedInput<'stamp.plan'>;

/**
 * Opens the input and checks the request against it. The caller closes `source`.
 * @throws AppError what is wrong, before anything happened: FILE_… (FILE_CHANGED where the request names a document
 * that was opened, and the path holds something else by now), PDF_…, PAGE_OUT_OF_RANGE, SEAL_…, TOKEN_NOT_FOUND,
 * CERTIFICATE_…
 */
export async function prepareStamp(context: StampingContext, request: PlanRequest): Promise<PreparedStamp> {
  const held = request.documentId === undefined ? null : context.held(request.documentId, request.path);
  const source = openFileSource(request.path);
  try {
    await held?.assertIs(source);
    const document = { source, password: request.password };
    const pages = request.placements.map(({ page }) => page);
    const facts = await inDocumentThread('assertStampable', document, { pages });
    const placements = await resolvePlacements(request.placements, {
      seals: context.seals,
      tokens: context.tokens.tokens(),
      drivers: context.tokens.drivers(),
      certificatesOf: (tokenId) => context.tokens.certificates(tokenId),
      trustAnchors: context.trustAnchors(),
      verifySeal: context.verifySeal,
    });
    const areas = placements.map(({ placement: { page, xMm, yMm }, artwork: { widthMm, heightMm } }) => {
      return { page, xMm, yMm, widthMm, heightMm };
    });
    await inDocumentThread('assertOnPages', document, { areas });
    return { source, facts, placements, held };
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

async function warningsOf(prepared: PreparedStamp, password: string | undefined): Promise<RaisedWarning[]> {
  const { source } = prepared;
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
    const { naming } = seal;
    if (naming && nameDiffers(naming)) {
      const values = { seal: seal.name, name: naming.onSeal, owner: naming.inCertificate };
      warnings.push({ code: 'seal-name-differs', values });
    }
    if (token.pinState === 'low') warnings.push({ code: 'pin-low', values: { token: token.label } });
    if (token.pinState === 'final-try') warnings.push({ code: 'pin-final-try', values: { token: token.label } });
  }
  for (const [index, first] of placements.entries()) {
    for (const second of placements.slice(index + 1)) {
      if (overlap(first, second)) warnings.push({ code: 'seals-overlap', values: { page: first.placement.page } });
    }
  }
  const pages = placements.map(({ placement }) => placement.page);
  const precautions = await inDocumentThread('precautions', { source, password }, { pages });
  const isTransparent = placements.some(({ artwork }) => artwork.kind === 'image');
  if (isTransparent && precautions.isPdfA1) warnings.push({ code: 'pdf-a-1-transparency', values: {} });
  if (precautions.needsAppearances) warnings.push({ code: 'form-needs-appearances', values: {} });
  return [...warnings, ...precautions.found];
}

/** What would happen, for the last look before the PIN. @throws AppError as `prepareStamp`, and OUTPUT_IS_INPUT */
export async function planStamp(context: StampingContext, request: PlanRequest): Promise<StampPlan> {
  const prepared = await prepareStamp(context, request);
  try {
    const warnings = await warningsOf(prepared, request.password);
    if (prepared.facts.isSigned) {
      const report = await context.verify(prepared.source, request.path, request.password);
      const broken = report.signatures.find(({ verdict }) => verdict === 'invalid');
      if (broken) warnings.push({ code: 'earlier-signature-not-valid', values: { signer: broken.signerName } });
    }
    const outputPath = resolve(request.outputPath ?? context.defaultOutputPath(request.path));
    const outputExists = existsSync(systemPath(outputPath));
    checkOutputPath(request.path, outputPath, true);
    const tokenIds = [...new Set(prepared.placements.map(({ token }) => token.id))];
    return { outputPath, outputExists, tokenIds, warnings };
  } finally {
    prepared.source.close();
  }
}
