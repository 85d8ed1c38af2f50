import { createHash } from 'node:crypto';
import {
  AppError,
  type ArchiveFinding,
  type ArchiveManifest,
  archiveManifest,
  type VerificationReport,
} from '../contract/index.ts';
import { hashOf, readContent } from '../history/index.ts';
import type { ArchiveContent } from '../verification/index.ts';
import { packageFiles } from './package-files.ts';

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

/** Whether what lies in the archive is what its manifest says, no more and no less. */
export function judgeFiles({ files, isTidy }: ArchiveContent, manifest: ArchiveManifest): ArchiveFinding[] {
  const found: ArchiveFinding[] = [];
  for (const { name, sha256, sizeBytes } of manifest.files) {
    const file = files.find((one) => one.name === name);
    if (!file) found.push(finding('file-missing', 'fault', name));
    else if (file.sha256 !== sha256 || file.sizeBytes !== sizeBytes) found.push(finding('file-changed', 'fault', name));
  }
  const listed = new Set<string>([packageFiles.manifest, ...manifest.files.map(({ name }) => name)]);
  for (const { name } of files) if (!listed.has(name)) found.push(finding('file-added', 'fault', name));
  if (new Set(manifest.files.map(({ name }) => name)).size < manifest.files.length)
    found.push(finding('file-changed', 'fault', packageFiles.manifest));
  if (!isTidy) found.push(finding('archive-untidy', 'fault'));
  return found.length === 0 ? [finding('files-whole', 'ok')] : found;
}

const sealed: ReadonlySet<VerificationReport['verdict']> = new Set(['valid', 'permitted', 'trial']);

export function judgeDocument({ verdict }: Pick<VerificationReport, 'verdict'>): ArchiveFinding {
  return sealed.has(verdict) ? finding('document-sealed', 'ok') : finding('document-not-sealed', 'fault');
}

/** What the events of a package prove, and of which ticket. */
export interface ProvenUse {
  readonly findings: readonly ArchiveFinding[];
  /** SHA-256 of the ticket that the seal answers for; null: of none. */
  readonly ticketSha256: string | null;
  /** Of the document as it was approved and before it was sealed. */
  readonly sha256Before: string | null;
}

/**
 * Whether the seal proves the events: each names the hash of the one before it, and the signatures name the last ones. Whoever changes an event, or the
 * ticket that one of them names, would have to forge the seal.
 */
export function judgeEvents(
  text: string | undefined,
  report: Pick<VerificationReport, 'signatures'>,
  told: Pick<ArchiveManifest['metadata'], 'operator' | 'approver' | 'approvalNumber'>,
): ProvenUse {
  const nothing = (code: 'use-unproven' | 'use-differs', level: 'notice' | 'fault'): ProvenUse => ({
    findings: [finding(code, level)],
    ticketSha256: null,
    sha256Before: null,
  });
  const receipts = report.signatures.flatMap(({ receipt, verdict }) =>
    receipt && sealed.has(verdict) ? [receipt] : [],
  );
  if (receipts.length === 0) return nothing('use-unproven', 'notice');
  // The seal names an event: who leaves it out has a reason.
  if (text === undefined) return nothing('use-differs', 'fault');
  const lines = text.split('\n').filter((line) => line !== '');
  const events = lines.map(readContent);
  if (events.length === 0 || events.length > mostEvents) return nothing('use-differs', 'fault');
  for (const [index, event] of events.entries()) {
    const before = events[index - 1];
    if (!event) return nothing('use-differs', 'fault');
    if (index === 0) continue;
    const follows = before && before.ledger === event.ledger && before.number + 1 === event.number;
    if (!follows || event.previous !== hashOf(lines[index - 1] ?? '')) return nothing('use-differs', 'fault');
  }
  const last = events.at(-1);
  const lastHash = hashOf(lines.at(-1) ?? '');
  const isNamed = receipts.some(
    ({ ledger, number, hash }) => ledger === last?.ledger && number === last.number && hash === lastHash,
  );
  if (!isNamed || last?.kind !== 'intent') return nothing('use-differs', 'fault');
  const isAsTold = (['operator', 'approver', 'approvalNumber'] as const).every(
    (name) => (last.data[name] ?? '') === told[name],
  );
  if (!isAsTold) return nothing('use-differs', 'fault');
  const approved = events.find((event) => event?.kind === 'approved');
  const { ticketSha256, sha256Before } = approved?.data ?? {};
  return {
    findings: [finding('use-proven', 'ok')],
    ticketSha256: typeof ticketSha256 === 'string' ? ticketSha256 : null,
    sha256Before: typeof sha256Before === 'string' ? sha256Before : null,
  };
}

const mostEvents = 60;

/** What became of a ticket's own signature. */
export interface ReadTicket {
  readonly text: string;
  readonly signer: string;
  readonly isKnown: boolean;
  readonly approvedSha256: string;
}

/** @param ticket null where its signature does not hold, or there is none; undefined where the package has no ticket */
export function judgeTicket(ticket: ReadTicket | null | undefined, use: ProvenUse): ArchiveFinding[] {
  if (ticket === undefined) return use.ticketSha256 === null ? [] : [finding('ticket-differs', 'fault')];
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
