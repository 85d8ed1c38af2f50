import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  AppError,
  type ArchiveFinding,
  type ArchiveManifest,
  type ArchivePart,
  archiveManifest,
  type Receipt,
  type VerificationReport,
} from '../contract/index.ts';
import { type ChainedEvent, hashOf, readContent } from '../history/index.ts';
import type { ArchiveContent } from '../verification/index.ts';
import { documentFile, packageFiles } from './package-files.ts';

/** @throws AppError ARCHIVE_UNREADABLE */
export function readManifest(text: string | undefined): ArchiveManifest {
  try {
    return archiveManifest.parse(JSON.parse(text ?? ''));
  } catch (cause) {
    throw new AppError('ARCHIVE_UNREADABLE', {}, { cause });
  }
}

const finding = (code: ArchiveFinding['code'], level: ArchiveFinding['level'], name = ''): ArchiveFinding => ({
  code,
  level,
  name,
});

const nameOf = (part: ArchivePart, format: 'pdf' | 'ofd') =>
  part === 'document' ? documentFile(format) : packageFiles[part];

/** Whether what lies in the archive is what its manifest says, no more and no less. */
export function judgeFiles(
  { files, isTidy }: ArchiveContent,
  manifest: ArchiveManifest,
  report: Pick<VerificationReport, 'format'>,
): ArchiveFinding[] {
  const found: ArchiveFinding[] = [];
  for (const { name, sha256, sizeBytes } of manifest.files) {
    const file = files.find((one) => one.name === name);
    if (!file) found.push(finding('file-missing', 'fault', name));
    else if (file.sha256 !== sha256 || file.sizeBytes !== sizeBytes) found.push(finding('file-changed', 'fault', name));
  }
  // A name that no package has is a file that somebody may take for what the package is about.
  const known = manifest.files.filter(({ name, part }) => nameOf(part, report.format) === name);
  const listed = new Set<string>([packageFiles.manifest, ...known.map(({ name }) => name)]);
  for (const { name } of files) if (!listed.has(name)) found.push(finding('file-added', 'fault', name));
  if (new Set(manifest.files.map(({ name }) => name)).size < manifest.files.length)
    found.push(finding('file-changed', 'fault', packageFiles.manifest));
  if (!isTidy) found.push(finding('archive-untidy', 'fault'));
  return found.length === 0 ? [finding('files-whole', 'ok')] : found;
}

/** Whoever checks a package must not take for proven what lies beside what is. */
export const onlyToRead = finding('only-to-read', 'notice');

const sealed: ReadonlySet<VerificationReport['verdict']> = new Set(['valid', 'permitted', 'trial']);

export function judgeDocument({ verdict }: Pick<VerificationReport, 'verdict'>): ArchiveFinding {
  return sealed.has(verdict) ? finding('document-sealed', 'ok') : finding('document-not-sealed', 'fault');
}

/** What the events of a package prove, and of which ticket. */
export interface ProvenUse {
  readonly findings: readonly ArchiveFinding[];
  /** Whether a ticket opened it: its name is the ticket's. */
  readonly isByTicket: boolean;
  /** SHA-256 of the ticket that the seal answers for; null: of none. */
  readonly ticketSha256: string | null;
  /** Of the document as it was approved and before it was sealed. */
  readonly sha256Before: string | null;
}

const mostEvents = 60;
const runOfTicket = /^ticket:[0-9a-f]{64}$/;

/** Each names the hash of the one before it. Null where one does not, or is no event. */
function chained(text: string): { readonly events: readonly ChainedEvent[]; readonly lastHash: string } | null {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length === 0 || lines.length > mostEvents) return null;
  const events: ChainedEvent[] = [];
  for (const [index, line] of lines.entries()) {
    const event = readContent(line);
    if (!event) return null;
    const before = events.at(-1);
    const follows =
      !before ||
      (before.ledger === event.ledger &&
        before.number + 1 === event.number &&
        event.previous === hashOf(lines[index - 1] ?? ''));
    if (!follows) return null;
    events.push(event);
  }
  return { events, lastHash: hashOf(lines.at(-1) ?? '') };
}

/**
 * The receipt of the seal that was put on last, with which the document became what it is: an earlier seal answers for an earlier document. Null
 * where it has none.
 */
function newestReceipt({ signatures }: Pick<VerificationReport, 'signatures'>): Receipt | null {
  const seals = signatures.filter(({ kind, verdict }) => kind === 'signature' && sealed.has(verdict));
  const until = Math.max(...seals.map(({ coveredUntil }) => coveredUntil ?? 0));
  const receipt = seals.findLast(({ coveredUntil }) => (coveredUntil ?? 0) === until)?.receipt ?? null;
  const isLatest = seals.every(
    (other) => other.receipt?.ledger !== receipt?.ledger || (other.receipt?.number ?? 0) <= (receipt?.number ?? 0),
  );
  return isLatest ? receipt : null;
}

/** The uses of one run, with the approval that opened it before them where there was one, and nothing else. */
function runOf(events: readonly ChainedEvent[]): { approved: ChainedEvent | null; uses: ChainedEvent[] } | null {
  const [first] = events;
  const approved = first?.kind === 'approved' ? first : null;
  const uses = events.slice(approved ? 1 : 0);
  const [use] = uses;
  const isOne = uses.every(
    ({ kind, data }) =>
      kind === 'intent' && data.runId === use?.data.runId && data.sha256Before === use?.data.sha256Before,
  );
  const isOfApproval =
    !approved || (approved.data.runId === use?.data.runId && approved.data.sha256Before === use?.data.sha256Before);
  return use && isOne && isOfApproval ? { approved, uses } : null;
}

/**
 * Whether the seal proves the events: each names the hash of the one before it, and the seal that was put on last names the last one. Whoever
 * changes an event, or the ticket that one of them names, would have to forge the seal.
 */
export function judgeEvents(
  text: string | undefined,
  report: Pick<VerificationReport, 'signatures'>,
  told: Pick<ArchiveManifest['metadata'], 'operator' | 'approver' | 'approvalNumber' | 'sealedAt' | 'seals'>,
): ProvenUse {
  const nothing = (code: 'use-unproven' | 'use-differs', level: 'notice' | 'fault'): ProvenUse => ({
    findings: [finding(code, level)],
    isByTicket: false,
    ticketSha256: null,
    sha256Before: null,
  });
  if (report.signatures.every(({ receipt, verdict }) => !receipt || !sealed.has(verdict)))
    return nothing('use-unproven', 'notice');
  const receipt = newestReceipt(report);
  // The seal names an event: who leaves it out has a reason.
  const chain = chained(text ?? '');
  const run = chain && runOf(chain.events);
  const last = run?.uses.at(-1);
  if (!receipt || !chain || !run || !last) return nothing('use-differs', 'fault');
  const isNamed = receipt.ledger === last.ledger && receipt.number === last.number && receipt.hash === chain.lastHash;
  const isAsTold =
    (['operator', 'approver', 'approvalNumber'] as const).every((name) => (last.data[name] ?? '') === told[name]) &&
    run.uses[0]?.data.at === told.sealedAt &&
    isDeepStrictEqual(
      run.uses.map(({ data }) => data.sealName),
      told.seals,
    );
  if (!isNamed || !isAsTold) return nothing('use-differs', 'fault');
  const { ticketSha256, sha256Before } = run.approved?.data ?? {};
  return {
    findings: [finding('use-proven', 'ok')],
    isByTicket: runOfTicket.test(String(last.data.runId)),
    ticketSha256: typeof ticketSha256 === 'string' ? ticketSha256 : null,
    sha256Before: typeof sha256Before === 'string' ? sha256Before : null,
  };
}

/** What became of a ticket's own signature. */
export interface ReadTicket {
  readonly text: string;
  readonly signer: string;
  readonly isKnown: boolean;
  readonly approvedSha256: string;
}

/** @param ticket null where its signature does not hold, or there is none; undefined where the package has no ticket */
export function judgeTicket(ticket: ReadTicket | null | undefined, use: ProvenUse): ArchiveFinding[] {
  if (ticket === undefined)
    return use.ticketSha256 === null && !use.isByTicket ? [] : [finding('ticket-differs', 'fault')];
  if (ticket === null) return [finding('ticket-differs', 'fault')];
  const { text, signer, isKnown, approvedSha256 } = ticket;
  const known = isKnown ? [] : [finding('ticket-unknown-issuer', 'notice', signer)];
  if (use.ticketSha256 === null) {
    // A ticket beside a use that names none was put there by somebody.
    const isUnproven = use.findings.some(({ code }) => code === 'use-unproven');
    return isUnproven ? [finding('ticket-valid', 'notice', signer), ...known] : [finding('ticket-differs', 'fault')];
  }
  const isOurs = sha256(text) === use.ticketSha256 && approvedSha256 === use.sha256Before;
  return isOurs ? [finding('ticket-proven', 'ok', signer), ...known] : [finding('ticket-differs', 'fault')];
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
