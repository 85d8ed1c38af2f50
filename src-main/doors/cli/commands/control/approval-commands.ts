import { AppError, type ApprovalInfo } from '../../../../contract/index.ts';
import { describeEntry, localMinute } from '../../../../words/index.ts';
import { readInput } from '../../input-file.ts';
import type { Session } from '../../session.ts';
import { formatFacts, formatTable } from '../../table.ts';

/** A ticket is text; what is none is no ticket. @throws AppError FILE_NOT_FOUND, FILE_UNREADABLE, TICKET_UNREADABLE */
export function readTicket(path: string): string {
  const bytes = readInput(path);
  const longest = 65_536;
  const text = bytes.length > longest ? '' : Buffer.from(bytes).toString('utf8').trim();
  if (text === '') throw new AppError('TICKET_UNREADABLE', {}, { detail: path });
  return text;
}

function show(session: Session, info: ApprovalInfo): void {
  const { columns, none, approval } = session.words;
  session.print(info, ({ clientId, issuers }) => {
    const trusted =
      issuers.length === 0
        ? none.approvalIssuers
        : formatTable(
            [columns.name, columns.notAfter, columns.fingerprint],
            issuers.map(({ fingerprint, subject, notAfter }) => [
              subject.display,
              localMinute(notAfter),
              fingerprint.slice(0, 16),
            ]),
          );
    return `${formatFacts([[approval.clientId, clientId]])}\n\n${trusted}`;
  });
}

/** `qianyin approval`: what systems that issue tickets have to know, and which are believed. */
export async function showApproval(session: Session): Promise<void> {
  const app = await session.app();
  show(session, await app.call('approval.info', null));
}

/** `qianyin approval trust` */
export async function trustApproval(session: Session, file: string): Promise<void> {
  const certificates = readInput(file);
  const app = await session.app();
  show(session, await app.call('approval.addIssuer', { certificates }));
}

/** `qianyin approval distrust`: the one whose fingerprint begins so. @throws AppError INVALID_INPUT when there is none or more than one */
export async function distrustApproval(session: Session, prefix: string): Promise<void> {
  const app = await session.app();
  const wanted = prefix.toLowerCase();
  const { issuers } = await app.call('approval.info', null);
  const [only, ...others] = issuers.filter(({ fingerprint }) => wanted !== '' && fingerprint.startsWith(wanted));
  if (!only || others.length > 0) throw new AppError('INVALID_INPUT', { detail: prefix });
  show(session, await app.call('approval.removeIssuer', { fingerprint: only.fingerprint }));
}

/** `qianyin approval read`: what a ticket says, if it opens anything here and now. */
export async function showTicket(session: Session, file: string): Promise<void> {
  const ticket = readTicket(file);
  const app = await session.app();
  const { approval, columns } = session.words;
  session.print(await app.call('approval.read', { ticket }), ({ claims, issuer, placements }) =>
    formatFacts([
      [describeEntry('approvalNumber', session.language), claims.number],
      [describeEntry('approver', session.language), claims.approvers.join('、')],
      [describeEntry('reason', session.language), claims.reason ?? ''],
      [approval.document, claims.document.name ?? ''],
      [columns.sha256Before, claims.document.sha256],
      [approval.seals, String(placements.length)],
      [approval.until, localMinute(new Date(claims.exp * 1000).toISOString())],
      [approval.issuer, `${issuer.subject.display} (${claims.iss})`],
    ]),
  );
}
