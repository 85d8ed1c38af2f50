import type { SignedTicket } from '../approval/index.ts';
import { AppError, type CheckedArchive, type ParsedInput } from '../contract/index.ts';
import { openFileSource, sliceSource } from '../pdf/index.ts';
import { parseCertificates } from '../signature/index.ts';
import type { ArchiveContent, Verification } from '../verification/index.ts';
import { describeCertificate } from '../x509/index.ts';
import {
  judgeDocument,
  judgeEvents,
  judgeFiles,
  judgeTicket,
  onlyToRead,
  type ReadTicket,
  readManifest,
} from './judge-package.ts';
import { documentFile, packageFiles } from './package-files.ts';

export interface CheckContext {
  readonly verification: Pick<Verification, 'readArchive' | 'verifyWithin'>;
  /** @throws AppError TICKET_… */
  readTicket(ticket: string, issuers: readonly Uint8Array[]): Promise<SignedTicket>;
  /** Fingerprints of the certificates of approval systems that are trusted here. */
  knownIssuers(): ReadonlySet<string>;
}

const texts = [packageFiles.manifest, packageFiles.events, packageFiles.ticket, packageFiles['ticket-issuer']];

async function readTicketOf(context: CheckContext, content: ArchiveContent): Promise<ReadTicket | null | undefined> {
  const text = content.texts[packageFiles.ticket];
  if (text === undefined) return undefined;
  try {
    const issuers = parseCertificates(Buffer.from(content.texts[packageFiles['ticket-issuer']] ?? ''));
    const { claims, issuer } = await context.readTicket(text, issuers);
    const { fingerprint, subject } = describeCertificate(issuer);
    return {
      text,
      signer: subject.display,
      isKnown: context.knownIssuers().has(fingerprint),
      approvedSha256: claims.document.sha256,
    };
  } catch {
    return null;
  }
}

/**
 * Checks an archive package as whoever has it can: every file by the manifest, the document as any other, and whether the seal proves the events and the
 * ticket that lie beside it.
 * @throws AppError FILE_…, ARCHIVE_UNREADABLE, and what keeps a document from being verified
 */
export async function checkArchive(
  context: CheckContext,
  path: string,
  trusted: Pick<ParsedInput<'archival.check'>, 'trust' | 'trustMakers'>,
): Promise<CheckedArchive> {
  const source = openFileSource(path);
  try {
    const content = await context.verification.readArchive(source, texts).catch((thrown: unknown) => {
      const error = AppError.from(thrown);
      if (error.code.startsWith('OFD_'))
        throw new AppError('ARCHIVE_UNREADABLE', {}, { cause: error, detail: error.code });
      throw error;
    });
    const manifest = readManifest(content.texts[packageFiles.manifest]);
    const names = [documentFile('pdf'), documentFile('ofd')];
    const document = content.files.find(({ name }) => names.includes(name));
    // A document that is compressed was put there by another program.
    if (!document || document.offset === null) throw new AppError('ARCHIVE_UNREADABLE', {}, { detail: 'no document' });
    const within = sliceSource(source, document.offset, document.sizeBytes);
    const report = await context.verification.verifyWithin(within, path, document.name, trusted);
    const use = judgeEvents(content.texts[packageFiles.events], report, manifest.metadata);
    const findings = [
      ...judgeFiles(content, manifest, report),
      judgeDocument(report),
      ...use.findings,
      ...judgeTicket(await readTicketOf(context, content), use),
      onlyToRead,
    ];
    if (!source.isUnchanged()) throw new AppError('FILE_CHANGED');
    return { path, isWhole: findings.every(({ level }) => level !== 'fault'), manifest, findings, report };
  } finally {
    source.close();
  }
}
