import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import {
  AppError,
  type ArchiveManifest,
  type ArchivePart,
  type HistoryRow,
  type Language,
  type MadeArchive,
  type MethodOutput,
  type ParsedInput,
  readableNames,
  type VerificationReport,
} from '../contract/index.ts';
import { createOutputFile } from '../files/index.ts';
import { canonicalJson, type Ledger, readContent } from '../history/index.ts';
import { type FileSource, inDocumentThread, openFileSource, readChunks } from '../pdf/index.ts';
import type { Verification } from '../verification/index.ts';
import { encodePem } from '../x509/index.ts';
import { documentFile, packageFiles } from './package-files.ts';

export interface MakeContext {
  readonly ledger: Pick<Ledger, 'usesOn' | 'get' | 'contentOf'>;
  readonly verification: Pick<Verification, 'verifyFile'>;
  /** Of approval systems that are trusted now: the certificate with this fingerprint, DER. */
  issuer(fingerprint: string): Uint8Array | undefined;
  makeReport(
    report: VerificationReport,
    format: 'pdf' | 'json',
    language: Language,
  ): Promise<MethodOutput<'verify.report'>>;
  language(): Language;
  operator(): string;
  readonly program: { readonly name: string; readonly version: string };
}

/** A file of a package that is held in memory. */
interface Part {
  readonly part: ArchivePart;
  readonly name: string;
  readonly content: Uint8Array;
}

const ownerOnly = 0o600;
const zipMode = 0o100600;

async function sha256Of(source: FileSource): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of readChunks(source, 0, source.sizeBytes)) hash.update(chunk);
  return hash.digest('hex');
}

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** The uses of one run that made a file, in their order; the newest run where several made the same. */
function usesThatMade({ ledger }: MakeContext, digest: string): HistoryRow[] {
  const made = ledger
    .usesOn(digest)
    .filter(({ sha256After }) => sha256After === digest)
    .flatMap(({ seq }) => ledger.get(seq) ?? []);
  const newest = made.toSorted((one, other) => other.seq - one.seq)[0];
  return made.filter(({ runId }) => runId === newest?.runId).toSorted((one, other) => one.seq - other.seq);
}

/** What the record has of these uses, one event after the other: the approval where there was one, then the uses. */
function eventsOf(
  { ledger }: MakeContext,
  uses: readonly HistoryRow[],
): { lines: string[]; approved: Record<string, unknown> | null } {
  const [first] = uses;
  if (!first) return { lines: [], approved: null };
  const lines = uses.flatMap(({ intentNumber }) =>
    intentNumber === null ? [] : (ledger.contentOf(intentNumber) ?? []),
  );
  const before = first.intentNumber === null ? null : ledger.contentOf(first.intentNumber - 1);
  const event = before === null ? null : readContent(before);
  const isOurs = event?.kind === 'approved' && event.data.runId === first.runId;
  return isOurs && before !== null ? { lines: [before, ...lines], approved: event.data } : { lines, approved: null };
}

function ticketParts(context: MakeContext, approved: Record<string, unknown> | null): Part[] {
  const { ticket, fingerprint } = approved ?? {};
  if (typeof ticket !== 'string') return [];
  const issuer = typeof fingerprint === 'string' ? context.issuer(fingerprint) : undefined;
  return [
    { part: 'ticket', name: packageFiles.ticket, content: Buffer.from(ticket) },
    ...(issuer
      ? [
          {
            part: 'ticket-issuer' as const,
            name: packageFiles['ticket-issuer'],
            content: Buffer.from(encodePem(issuer)),
          },
        ]
      : []),
  ];
}

/**
 * Makes an archive package (归档包) of a file that was sealed here: the file, what approved it and what the record says of it, how it was verified, and a copy
 * without signatures for archives that keep what it looked like.
 * @throws AppError FILE_…, ARCHIVE_NOT_SEALED_HERE, what keeps the file from being verified, OUTPUT_…, DISK_FULL
 */
export async function makeArchive(
  context: MakeContext,
  request: Pick<ParsedInput<'archival.make'>, 'metadata' | 'overwrite'> & {
    readonly path: string;
    readonly outputPath: string;
  },
  signal: AbortSignal,
): Promise<MadeArchive> {
  const { path, outputPath } = request;
  const source = openFileSource(path);
  try {
    const digest = await sha256Of(source);
    const uses = usesThatMade(context, digest);
    const [use] = uses;
    if (!use) throw new AppError('ARCHIVE_NOT_SEALED_HERE', { path });
    const report = await context.verification.verifyFile(path, signal);
    const { lines, approved } = eventsOf(context, uses);
    const parts: Part[] = [
      ...ticketParts(context, approved),
      { part: 'events', name: packageFiles.events, content: Buffer.from(lines.map((line) => `${line}\n`).join('')) },
    ];
    const notMade: MadeArchive['notMade'] = [];
    const language = context.language();
    for (const [part, format] of [
      ['report', 'pdf'],
      ['report-data', 'json'],
    ] as const) {
      const { content } = await context.makeReport(report, format, language);
      parts.push({ part, name: packageFiles[part], content });
    }
    try {
      if (report.format === 'ofd') throw new AppError('FILE_IS_OFD');
      const content = await inDocumentThread('flatCopy', { source, password: undefined }, {});
      parts.push({ part: 'flat', name: packageFiles.flat, content });
    } catch (thrown) {
      notMade.push({ part: 'flat', error: AppError.from(thrown).toShape() });
    }
    const { title, unit, documentNumber, category, retention, note } = request.metadata;
    const metadata: ArchiveManifest['metadata'] = {
      title: title ?? readableNames(basename(use.documentName)).replace(/\.(?:pdf|ofd)$/i, ''),
      unit: unit ?? use.unit,
      documentNumber: documentNumber ?? use.documentNumber,
      category: category ?? use.category,
      retention: retention ?? '',
      note: note ?? '',
      sealedAt: use.at,
      operator: use.operator,
      approver: use.approver,
      approvalNumber: use.approvalNumber,
      seals: uses.map(({ sealName }) => sealName),
    };
    parts.push({ part: 'metadata', name: packageFiles.metadata, content: json({ ...metadata, sha256: digest }) });
    const documentName = documentFile(report.format);
    const manifest: ArchiveManifest = {
      format: 1,
      kind: 'qianyin-archive-package',
      madeAt: new Date().toISOString(),
      madeBy: context.operator(),
      program: `${context.program.name} ${context.program.version}`,
      documentName: readableNames(basename(path)),
      metadata,
      files: [
        { name: documentName, part: 'document', sizeBytes: source.sizeBytes, sha256: digest },
        ...parts.map(({ name, part, content }) => ({ name, part, sizeBytes: content.length, sha256: sha256(content) })),
      ],
      missing: notMade.map(({ part }) => part),
    };
    const sizeBytes = await write({ source, documentName, parts, manifest }, outputPath, request.overwrite);
    return { outputPath, sizeBytes, manifest, notMade };
  } finally {
    source.close();
  }
}

const json = (value: Parameters<typeof canonicalJson>[0]) => Buffer.from(`${canonicalJson(value)}\n`);

interface Content {
  readonly source: FileSource;
  readonly documentName: string;
  readonly parts: readonly Part[];
  readonly manifest: ArchiveManifest;
}

/** The document as it is, so that it can be verified where it lies. @throws AppError FILE_CHANGED, OUTPUT_…, DISK_FULL */
async function write(
  { source, documentName, parts, manifest }: Content,
  outputPath: string,
  overwrite: boolean,
): Promise<number> {
  const zip = new ZipFile();
  const options = { compress: false, mode: zipMode };
  zip.addBuffer(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), packageFiles.manifest, {
    ...options,
    compress: true,
  });
  zip.addReadStreamLazy(documentName, options, (give) =>
    give(null, Readable.from(readChunks(source, 0, source.sizeBytes))),
  );
  for (const { name, content } of parts) zip.addBuffer(Buffer.from(content), name, options);
  zip.end();
  const output = createOutputFile(outputPath, ownerOnly, source.sizeBytes);
  let sizeBytes = 0;
  try {
    for await (const chunk of zip.outputStream) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('a stream of text');
      sizeBytes += chunk.length;
      await output.append(chunk);
    }
    if (!source.isUnchanged()) throw new AppError('FILE_CHANGED');
    await output.finish();
    await output.publish(overwrite);
    return sizeBytes;
  } finally {
    await output.discard();
  }
}
