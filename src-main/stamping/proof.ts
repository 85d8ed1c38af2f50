import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { AppError, type MethodOutput, type ParsedInput } from '../contract/index.ts';
import { createOutputFile, type FileSource, joinedSource, openFileSource, readChunks } from '../files/index.ts';
import { inDocumentThread } from '../pdf/index.ts';
import { proofMark } from '../seal/index.ts';
import type { StampingContext } from './context.ts';
import { documentIn } from './formats/format-of.ts';
import { checkOutputPath, proofPath } from './output-path.ts';
import { impressionsBySeal, pagesOf, stampedFields } from './places/placed-document.ts';
import { sealsOn } from './places/sealed-pages.ts';
import { assertNotBarred } from './sealed-placement.ts';

/** What a proof says to whoever has it read out. */
const markText = '样稿，未盖章 · PROOF, not sealed';

type ProofRequest = ParsedInput<'stamp.proof'>;

/**
 * Writes a proof: a copy with what would be seen of the seals, and a mark across every page. No token is asked, nothing is signed, and there is no use of a
 * seal to record. What forbids a stamp forbids its proof.
 * @throws AppError FILE_…, PDF_…, OFD_NO_PROOF, what `impressionsOf` throws, SEAL_NOT_FOUND, SEAL_SUSPENDED, SEAL_REVOKED, OUTPUT_…, DISK_FULL
 */
export async function makeProof(context: StampingContext, request: ProofRequest): Promise<MethodOutput<'stamp.proof'>> {
  const { path, password } = request;
  const held = request.documentId === undefined ? null : context.held(request.documentId, path);
  const source = openFileSource(path);
  try {
    await held?.assertIs(source);
    const wanted = request.outputPath ?? proofPath(path, context.defaultOutputPath(path));
    const outputPath = checkOutputPath(path, wanted, request.overwrite);
    const document = documentIn(source, path, password);
    document.format.assertProvable();
    const placed = await impressionsBySeal(document, request.placements, sealsOn(context, { ...document, path }));
    for (const { sealId } of placed) assertNotBarred(context.seals.get(sealId));
    const stamped = stampedFields(placed, (sealId) => context.seals.get(sealId).companion !== null);
    await document.format.assertStampable(document, { pages: pagesOf(placed), stamped, locks: false });
    const seals = placed.map(({ sealId, impressions }) => ({ artwork: context.seals.artwork(sealId), impressions }));
    const asked = { seals, mark: proofMark(), text: markText };
    const { bytes, ...made } = await inDocumentThread('buildProof', document, asked);
    await assertUnsigned(source, bytes, password);
    await write(source, bytes, outputPath, request);
    return {
      ...made,
      outputPath,
      outputName: basename(outputPath),
      sizeBytes: source.sizeBytes + bytes.length,
      seals: placed.map(({ sealId, impressions }) => ({ sealId, impressions: [...impressions] })),
    };
  } finally {
    source.close();
  }
}

/** A proof must not pass for a signed file, whatever the original was. @throws AppError PDF_AMBIGUOUS */
async function assertUnsigned(source: FileSource, bytes: Uint8Array, password: string | undefined): Promise<void> {
  const document = { source: joinedSource(source, bytes), password };
  if (await inDocumentThread('bearsSignature', document, {}))
    throw new AppError('PDF_AMBIGUOUS', { detail: 'a signature cannot be taken out' });
}

/** @throws AppError FILE_CHANGED, OUTPUT_…, DISK_FULL */
async function write(
  source: FileSource,
  appended: Uint8Array,
  outputPath: string,
  request: ProofRequest,
): Promise<void> {
  // Whoever may not read the original shall not read its proof.
  const output = createOutputFile(outputPath, statSync(request.path).mode & 0o666, source.sizeBytes);
  try {
    for await (const chunk of readChunks(source, 0, source.sizeBytes)) await output.append(chunk);
    if (!source.isUnchanged()) throw new AppError('FILE_CHANGED');
    await output.append(appended);
    await output.finish();
    await output.publish(request.overwrite);
  } finally {
    await output.discard();
  }
}
