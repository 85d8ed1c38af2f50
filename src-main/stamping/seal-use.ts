import { basename } from 'node:path';
import { nameDiffers, readableNames } from '../contract/index.ts';
import type { HistoryIntent } from '../history/index.ts';
import type { StampingContext } from './context.ts';
import type { PreparedStamp } from './prepared-stamp.ts';
import type { SealedPlacement } from './sealed-placement.ts';
import type { RunRequest } from './work.ts';

/** What is put on record before the token is asked to sign for a seal. */
export function sealUseOf(
  context: Pick<StampingContext, 'operator' | 'door' | 'reviews'>,
  request: RunRequest,
  { facts }: Pick<PreparedStamp, 'facts'>,
  { placements, impressions, seal, token, certificate }: SealedPlacement,
  run: { outputPath: string; sha256Before: string; at: Date },
): HistoryIntent {
  const reviewer = request.review === undefined ? null : context.reviews?.reviewerOf(request.review);
  return {
    at: run.at.toISOString(),
    // By it a second use of the ticket is found.
    runId: request.approval?.runId ?? request.runId,
    operator: context.operator(),
    tokenSerial: token.serial,
    tokenLabel: token.label,
    certificateFingerprint: certificate.fingerprint,
    certificateSubject: certificate.subject.text,
    certificateSerial: certificate.serialNumber,
    sealId: seal.id,
    sealName: seal.name,
    sealKind: seal.kind,
    ...(seal.naming && nameDiffers(seal.naming)
      ? { nameOnSeal: seal.naming.onSeal, nameReason: seal.naming.reason }
      : {}),
    documentName: readableNames(basename(request.path)),
    documentPath: request.path,
    documentPages: facts.pageCount,
    outputPath: run.outputPath,
    sha256Before: run.sha256Before,
    page: impressions[0].page,
    xMm: impressions[0].xMm,
    yMm: impressions[0].yMm,
    impressionCount: impressions.length,
    placingRules: [...new Set(placements.map(({ placing }) => placing.rule))].join(' '),
    reason: request.reason,
    ...request.particulars,
    door: context.door,
    trial: seal.trial,
    ...(reviewer ? { reviewer } : {}),
  };
}
