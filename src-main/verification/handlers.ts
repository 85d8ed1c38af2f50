import { randomUUID } from 'node:crypto';
import { basename, resolve } from 'node:path';
import {
  AppError,
  type EventPayload,
  type FolderVerification,
  type HandlersOf,
  type Language,
  type MethodOutput,
  readableNames,
  type UnsignedSealPictures,
  type VerificationReport,
} from '../contract/index.ts';
import type { ByteSource, FileSource, RewrittenPdf } from '../pdf/index.ts';
import type { SealVerification } from '../signature/index.ts';
import type { TrustAnchor } from '../x509/index.ts';
import { KeptReports } from './kept-reports.ts';
import type { ArchiveContent } from './ofd/archive-content.ts';
import { verifyBeside } from './ofd/verify-beside.ts';
import type { VerificationRequest } from './request.ts';
import type { RevocationData } from './revocation.ts';
import { verifySealAndMaker, verifyWholeSeal } from './seals/verify-seal.ts';
import { createVerificationThread, takeVerificationThread } from './verification-thread.ts';
import { verifyFolder } from './verify-folder.ts';

/** How long pages are looked at for pictures of seals: enough for hundreds of written pages and some scanned ones. */
const sealPictureTimeMs = 1_500;

/** Reports that a window may still ask to have printed: more than anybody looks through one by one. */
const keptReports = {
  reports: 50,
  details: 50_000,
  detailsOf: ({ signatures }: VerificationReport) =>
    signatures.reduce((sum, { changes, findings }) => sum + 1 + changes.length + findings.length, 0),
};
/** A window shows one table at a time. */
const keptFolderReports = {
  reports: 5,
  details: 200_000,
  detailsOf: ({ rows }: FolderVerification) =>
    rows.reduce((sum, row) => sum + 1 + ('signatures' in row ? row.signatures.length : 0), 0),
};

/** The program that a report names as its maker. */
interface ReportingProgram {
  readonly name: string;
  readonly version: string;
}

/** What makes files of reports. */
interface ReportMaker {
  makeReport(
    report: VerificationReport,
    format: 'pdf' | 'json',
    language: Language,
    program: ReportingProgram,
  ): Promise<MethodOutput<'verify.report'>>;
  makeFolderReport(
    result: FolderVerification,
    format: 'xlsx' | 'json',
    language: Language,
    program: ReportingProgram,
  ): Promise<MethodOutput<'verify.folderReport'>>;
  makeGuide(language: Language, program: ReportingProgram): Promise<MethodOutput<'verify.guide'>>;
}

/** What verification needs of the rooms that it may not import. */
export interface VerificationContext {
  trustAnchors(): Promise<readonly TrustAnchor[]>;
  /** DER certificates whom the person trusts to make seals. */
  makers(): readonly Uint8Array[];
  /** DER CRLs that the person imported. */
  importedCrls(): Uint8Array[];
  /** The DER certificates of files, folders and PEM text. @throws AppError as `readTrustSources` of the settings */
  readTrustSources(sources: readonly string[]): Uint8Array[];
  /** What the issuers' services say of the trusted chains of a report; null when nobody is asked. */
  fetchRevocation(report: VerificationReport): Promise<RevocationData | null>;
  /** The same of one trusted chain; DER, the certificate first. */
  fetchRevocationOf(chain: readonly Uint8Array[]): Promise<RevocationData | null>;
  /** Loaded when a report is asked for: a script that stamps does not wait for fonts and spreadsheets. */
  loadReportMaker(): Promise<ReportMaker>;
  /** Of reports, where none is asked for. */
  language(): Language;
  readonly program: ReportingProgram;
  onVerified(path: string): void;
  onProgress(progress: EventPayload<'verify.progress'>): void;
}

export interface Verification {
  readonly handlers: HandlersOf<'verify'>;
  /** Starts the thread for what the core itself has open or has made, if it does not run yet. */
  prepare(): void;
  /** Verifies what the core itself has open or has made. Throws as `VerificationThread.verify`. */
  verify(
    source: ByteSource,
    path: string,
    password: string | undefined,
    options?: Pick<VerificationRequest, 'onProgress' | 'knownDigests' | 'knownParts'>,
  ): Promise<VerificationReport>;
  /** Verifies a file that others may have made, with what is at hand: nobody is asked. Throws as `VerificationThread.verify`. */
  verifyFile(path: string, signal: AbortSignal): Promise<VerificationReport>;
  /** Verifies a seal of GB/T 38540 by itself (SESeal, DER). */
  verifySeal(seal: Uint8Array, also: TrustSources): Promise<SealVerification>;
  /** The same with what is at hand and without its picture: nobody is asked. */
  verifySealOffline(seal: Uint8Array): Promise<SealVerification>;
  /** What is in an archive of others' making, which is open and stays so meanwhile. Throws as `VerificationThread.readArchive`. */
  readArchive(source: FileSource, texts: readonly string[]): Promise<ArchiveContent>;
  /** Verifies a document that stands in a file of others' making, with what is at hand. Throws as `VerificationThread.verify`. */
  verifyWithin(source: ByteSource, path: string, name: string, also: TrustSources): Promise<VerificationReport>;
  /** Writes a damaged file anew, in the thread that holds no harm. Throws as `rewriteWhole`, and VERIFICATION_LIMIT. */
  rewrite(path: string): Promise<RewrittenPdf>;
  close(): Promise<void>;
}

/** Who is trusted beside those of the settings, DER. */
interface TrustedToo {
  readonly anchors: readonly Uint8Array[];
  readonly makers: readonly Uint8Array[];
}

const nobodyElse: TrustedToo = { anchors: [], makers: [] };

/** The same as the contract names them: files, folders, PEM text. */
interface TrustSources {
  readonly trust: readonly string[];
  readonly trustMakers: readonly string[];
}

/** Verifies documents and seals, and answers the contract's `verify.*` methods. */
export function createVerification(context: VerificationContext): Verification {
  const { trustAnchors, makers, importedCrls, fetchRevocation, fetchRevocationOf, program } = context;
  const thread = takeVerificationThread();
  /** Whoever stamps waits for no folder of others' files. */
  const ownThread = createVerificationThread();
  const folderRuns = new Map<string, AbortController>();
  const kept = new KeptReports<VerificationReport>(keptReports);
  const keptFolders = new KeptReports<FolderVerification>(keptFolderReports);

  /** What the person imported; nobody is asked. */
  const importedRevocation = () => ({ certificates: [], crls: importedCrls(), ocspResponses: [], unanswered: null });

  const readTrustedToo = ({ trust, trustMakers }: TrustSources): TrustedToo => ({
    anchors: context.readTrustSources(trust),
    makers: context.readTrustSources(trustMakers),
  });

  async function trustWith(also: TrustedToo) {
    return { trustAnchors: [...(await trustAnchors()), ...also.anchors], makers: [...makers(), ...also.makers] };
  }

  async function verifySealOffline(seal: Uint8Array): Promise<SealVerification> {
    const question = { seal, ...(await trustWith(nobodyElse)), now: new Date() };
    return verifySealAndMaker({ ...question, revocationData: importedRevocation() });
  }

  /** As what is inside a document: what the issuers' services say comes in a second look. */
  async function verifySeal(seal: Uint8Array, also: TrustSources): Promise<SealVerification> {
    const imported = importedRevocation();
    const question = { seal, ...(await trustWith(readTrustedToo(also))), now: new Date() };
    const verified = await verifyWholeSeal({ ...question, revocationData: imported });
    const chain = verified.makerRevocationChain;
    const fetched = chain?.trusted ? await fetchRevocationOf(chain.chain) : null;
    if (!fetched) return verified;
    return verifyWholeSeal({
      ...question,
      revocationData: { ...fetched, crls: [...imported.crls, ...fetched.crls] },
    });
  }

  async function verify(
    source: ByteSource,
    path: string,
    password: string | undefined,
    options: Pick<VerificationRequest, 'onProgress' | 'knownDigests' | 'knownParts'> = {},
  ): Promise<VerificationReport> {
    const { onProgress, ...known } = options;
    const trust = await trustWith(nobodyElse);
    const file = {
      handle: source.handle,
      path,
      name: readableNames(basename(path)),
      password,
      ...trust,
      now: new Date(),
    };
    return ownThread.verify({ ...file, revocationData: importedRevocation(), ...known }, undefined, onProgress);
  }

  /** Files that others made are read where they can do no harm; what the issuers' services say of them comes in a second look. */
  async function verifyInThread(
    path: string,
    password: string | undefined,
    also: TrustedToo,
    signal?: AbortSignal,
  ): Promise<VerificationReport> {
    const trust = await trustWith(also);
    const imported = importedRevocation();
    const file = { path, name: readableNames(basename(path)), password, ...trust, now: new Date() };
    const report = await verifyBeside(thread, { ...file, revocationData: imported }, signal);
    const fetched = await fetchRevocation(report);
    if (!fetched) return report;
    const revocationData = { ...fetched, crls: [...imported.crls, ...fetched.crls] };
    return verifyBeside(thread, { ...file, revocationData }, signal);
  }

  async function verifyFile(path: string, signal: AbortSignal): Promise<VerificationReport> {
    const trust = await trustWith(nobodyElse);
    const file = { path, name: readableNames(basename(path)), password: undefined, ...trust, now: new Date() };
    return verifyBeside(thread, { ...file, revocationData: importedRevocation() }, signal);
  }

  /**
   * The second step of a verification, which looks at every page and so takes its own time. What keeps a file from being looked
   * through takes nothing from its verdict: then no page was searched.
   */
  async function findSealPictures(
    { format, path, signatures, pageCount }: VerificationReport,
    password: string | undefined,
    signal?: AbortSignal,
  ): Promise<UnsignedSealPictures> {
    if (format === 'ofd') return { pictures: [], pagesNotSearched: pageCount, notSearchedBecause: ['format'] };
    try {
      const judged = signatures.map(({ kind, verdict }) => ({ kind, verdict }));
      const search = { path, password, signatures: judged, timeLimitMs: sealPictureTimeMs };
      return await thread.findSealPictures(search, signal);
    } catch (thrown) {
      const { code } = AppError.from(thrown);
      if (code !== 'VERIFICATION_LIMIT' && code !== 'PDF_DAMAGED' && code !== 'INTERNAL') throw thrown;
      const because = code === 'VERIFICATION_LIMIT' ? 'time' : 'unreadable';
      return { pictures: [], pagesNotSearched: pageCount, notSearchedBecause: [because] };
    }
  }

  /** Both steps, for those who wait for the whole report. */
  async function verifyWhole(
    path: string,
    password: string | undefined,
    also: TrustedToo,
    signal?: AbortSignal,
  ): Promise<VerificationReport> {
    const report = await verifyInThread(path, password, also, signal);
    return { ...report, unsignedSealPictures: await findSealPictures(report, password, signal) };
  }

  const handlers: HandlersOf<'verify'> = {
    async 'verify.run'({ path, password, ...trusted }) {
      const absolute = resolve(path);
      const report = await verifyInThread(absolute, password, readTrustedToo(trusted));
      context.onVerified(absolute);
      const reportId = randomUUID();
      kept.keep(reportId, report);
      return { reportId, report };
    },
    async 'verify.sealPictures'({ reportId, password }) {
      const report = kept.get(reportId);
      const unsignedSealPictures = await findSealPictures(report, password);
      kept.keep(reportId, { ...report, unsignedSealPictures });
      return unsignedSealPictures;
    },
    async 'verify.registeredPicture'({ path, fieldName, password }) {
      return thread.findRegisteredPicture({ path: resolve(path), fieldName, password });
    },
    async 'verify.report'({ reportId, format, language = context.language() }) {
      const report = kept.get(reportId);
      const { makeReport } = await context.loadReportMaker();
      return makeReport(report, format, language, program);
    },
    async 'verify.guide'({ language = context.language() }) {
      const { makeGuide } = await context.loadReportMaker();
      return makeGuide(language, program);
    },
    async 'verify.folder'({ runId, paths, recursive, ...trusted }) {
      if (folderRuns.has(runId)) throw new AppError('INVALID_INPUT', { detail: `runId ${runId}` });
      const also = readTrustedToo(trusted);
      const controller = new AbortController();
      folderRuns.set(runId, controller);
      try {
        const result = await verifyFolder({
          request: { runId, paths: paths.map((path) => resolve(path)), recursive },
          verifyFile: (path, signal) => verifyWhole(path, undefined, also, signal),
          signal: controller.signal,
          onProgress: context.onProgress,
        });
        keptFolders.keep(runId, result);
        return result;
      } finally {
        folderRuns.delete(runId);
      }
    },
    async 'verify.cancel'({ runId }) {
      folderRuns.get(runId)?.abort();
      return null;
    },
    async 'verify.folderReport'({ runId, format, language = context.language() }) {
      const result = keptFolders.get(runId);
      const { makeFolderReport } = await context.loadReportMaker();
      return makeFolderReport(result, format, language, program);
    },
  };

  return {
    handlers,
    prepare: () => ownThread.prepare(),
    verify,
    verifyFile,
    verifySeal,
    verifySealOffline,
    readArchive: ({ path, handle }, texts) => thread.readArchive({ path, handle, texts }),
    async verifyWithin({ handle }, path, name, also) {
      const trust = await trustWith(readTrustedToo(also));
      const file = { handle, path, name, password: undefined, ...trust, now: new Date() };
      return thread.verify({ ...file, revocationData: importedRevocation() });
    },
    rewrite: (path) => thread.rewrite(path),
    async close() {
      for (const run of folderRuns.values()) run.abort();
      await Promise.all([thread.close(), ownThread.close()]);
    },
  };
}
