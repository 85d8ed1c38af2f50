import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import {
  AppError,
  type HandlersOf,
  type LedgerEvent,
  type OpenedTicket,
  type Placement,
  type Seal,
  type Template,
  type TicketClaims,
  type TrustedCertificate,
} from '../contract/index.ts';
import type { Ledger } from '../history/index.ts';
import { parseCertificates } from '../signature/index.ts';
import { describeCertificate } from '../x509/index.ts';
import { judgeTemplate, judgeTicket, skewMs } from './judge-ticket.ts';
import { verifyTicket } from './jws.ts';
import { claimsOf } from './read-ticket.ts';

/** A ticket that was opened, and the name of the one run that it opens. */
export interface Approval extends OpenedTicket {
  readonly runId: string;
}

/** Stamping on approval: what tickets open. */
export interface Approvals {
  /**
   * Verifies a ticket, and judges it as of now. It is not used up.
   * @throws AppError TICKET_…, TEMPLATE_NOT_FOUND, SEAL_NOT_FOUND, SEAL_AMBIGUOUS
   */
  open(ticket: string): Promise<Approval>;
  /**
   * Uses a ticket up, in the transaction in which the uses that it opens are recorded. One whose stamp failed before anything was signed may
   * be used again.
   * @throws AppError TICKET_…, HISTORY_…
   */
  use(approval: Approval, ticket: string, what: { sha256Before: string; placements: readonly Placement[] }): void;
  /** Fingerprints of the certificates of systems that are trusted now. */
  knownIssuers(): ReadonlySet<string>;
  /** The certificate of such a system, DER. */
  issuer(fingerprint: string): Uint8Array | undefined;
  readonly handlers: HandlersOf<'approval'>;
}

export interface ApprovalContext {
  readonly ledger: Pick<Ledger, 'events' | 'record' | 'usesOfRun'>;
  /** Certificates of systems whose tickets are believed. */
  readonly issuers: {
    list(): TrustedCertificate[];
    add(certificates: Uint8Array): TrustedCertificate[];
    remove(fingerprint: string): TrustedCertificate[];
    anchors(): Uint8Array[];
  };
  readonly seals: { find(idOrName: string): Pick<Seal, 'id'> };
  /** @throws AppError TEMPLATE_NOT_FOUND */
  template(name: string): Template;
  /** Names this client; made when it is first asked for. */
  clientId(): string;
  operator(): string;
  readonly door: string;
}

/** What held in the ledger before this one. */
const standing = z
  .object({ issuers: z.array(z.string()).default([]), until: z.string().default('') })
  .catch({ issuers: [], until: '' });

/** Whether no ledger was there before. */
const isFirst = ({ kind, data }: LedgerEvent) =>
  kind === 'ledger-begun' && ['predecessor', 'reason', 'lastUse'].every((name) => data[name] === undefined);

/** So many times that a clock was set back are remembered. */
const mostSetBack = 1000;

export function createApprovals(context: ApprovalContext): Approvals {
  const { ledger, issuers } = context;

  function recordedTimes(): { recordedSince: number; recordedUntil: number } {
    const [latest] = ledger.events({ kinds: [], limit: 1 });
    const [begun] = ledger.events({ kinds: ['ledger-begun', 'restored'], limit: 1 });
    const timeOf = (time: string | undefined) => (time ? Date.parse(time) : Number.NEGATIVE_INFINITY);
    // The clock may have been set back before a ledger was archived or put back.
    const since = Math.max(timeOf(begun?.time), timeOf(standing.parse(begun?.data.standing).until));
    const setBack = ledger
      .events({ kinds: ['clock-set-back'], limit: mostSetBack })
      .map(({ data }) => Date.parse(String(data.before)))
      .filter(Number.isFinite);
    return {
      // Before the first of all ledgers nothing was used; before another, tickets of a clock that is ahead may have been.
      recordedSince: begun && isFirst(begun) ? since - skewMs : since + skewMs,
      recordedUntil: Math.max(timeOf(latest?.time), ...setBack),
    };
  }

  /** Whoever may write to the folder of certificates can put one there, and not on record. */
  function trustedIssuers(): TrustedCertificate[] {
    const [last] = ledger.events({ kinds: ['approval-issuers-changed', 'ledger-begun'], limit: 1 });
    const told = last?.kind === 'ledger-begun' ? standing.parse(last.data.standing).issuers : last?.data.trusted;
    const onRecord = z.array(z.string()).safeParse(told).data ?? [];
    return issuers.list().filter(({ fingerprint }) => onRecord.includes(fingerprint));
  }

  function placementsOf(claims: TicketClaims): Placement[] {
    const { template, placements } = claims;
    if ((template === undefined) === (placements === undefined)) {
      throw new AppError('TICKET_UNREADABLE', {}, { detail: 'either a template or placements' });
    }
    if (template !== undefined) {
      const known = context.template(template);
      judgeTemplate(claims, known);
      return known.placements.map(({ seal, placing }) => ({ sealId: seal.id, placing }));
    }
    return (placements ?? []).map(({ seal, placing }) => ({ sealId: context.seals.find(seal).id, placing }));
  }

  const judge = (claims: TicketClaims) =>
    judgeTicket(claims, { now: Date.now(), clientId: context.clientId(), ...recordedTimes() });

  async function open(ticket: string): Promise<Approval> {
    const trusted = new Map(trustedIssuers().map((one) => [one.fingerprint, one]));
    const anchors = issuers.anchors().filter((der) => trusted.has(describeCertificate(der).fingerprint));
    const { payload, issuer, keyThumbprint } = await verifyTicket(ticket, anchors, new Date());
    const claims = claimsOf(payload);
    judge(claims);
    const { fingerprint } = describeCertificate(issuer);
    const known = trusted.get(fingerprint);
    if (!known) throw new AppError('TICKET_UNTRUSTED');
    // By the key: a renewed certificate makes no second ticket of it.
    const name = createHash('sha256')
      .update(JSON.stringify([keyThumbprint, claims.iss, claims.jti]))
      .digest('hex');
    return {
      claims,
      issuer: known,
      sha256: sha256OfTicket(ticket),
      placements: placementsOf(claims),
      runId: `ticket:${name}`,
    };
  }

  const info = () => ({ clientId: context.clientId(), issuers: trustedIssuers() });

  function recordIssuers(action: string, fingerprints: readonly string[]): void {
    ledger.record('approval-issuers-changed', {
      action,
      trusted: [...new Set(fingerprints)],
      operator: context.operator(),
      door: context.door,
    });
  }

  /** Never throws: why it was refused is what the person must hear. */
  function noteRefusal(ticket: string, { code, values }: AppError): void {
    try {
      ledger.record('refused', {
        sealIds: [],
        sealNames: [],
        errorCode: code,
        errorValues: values,
        ticketSha256: sha256OfTicket(ticket),
        operator: context.operator(),
        door: context.door,
      });
    } catch {
      // A ledger that takes nothing refuses no less.
    }
  }

  async function read(ticket: string): Promise<OpenedTicket> {
    const { runId, ...opened } = await open(ticket);
    const [seq] = ledger.usesOfRun(runId);
    if (seq !== undefined) throw new AppError('TICKET_USED', { seq });
    return opened;
  }

  return {
    open,
    knownIssuers: () => new Set(trustedIssuers().map(({ fingerprint }) => fingerprint)),
    issuer(wanted) {
      const isTrusted = trustedIssuers().some(({ fingerprint }) => fingerprint === wanted);
      return isTrusted ? issuers.anchors().find((der) => describeCertificate(der).fingerprint === wanted) : undefined;
    },
    use(approval, ticket, { sha256Before, placements }) {
      const { claims, runId, issuer, sha256 } = approval;
      judge(claims);
      assertApproved(approval, { sha256: sha256Before, placements });
      const [seq] = ledger.usesOfRun(runId);
      if (seq !== undefined) throw new AppError('TICKET_USED', { seq });
      ledger.record('approved', {
        ticket,
        ticketSha256: sha256,
        issuer: issuer.subject.display,
        fingerprint: issuer.fingerprint,
        approvalNumber: claims.number,
        approver: claims.approvers.join('、'),
        name: claims.jti,
        runId,
        sha256Before,
        operator: context.operator(),
        door: context.door,
      });
    },
    handlers: {
      async 'approval.info'() {
        return info();
      },
      async 'approval.addIssuer'({ certificates }) {
        const before = trustedIssuers().map(({ fingerprint }) => fingerprint);
        const added = parseCertificates(certificates).map((der) => describeCertificate(der).fingerprint);
        issuers.add(certificates);
        recordIssuers('add', [...before, ...added]);
        return info();
      },
      async 'approval.removeIssuer'({ fingerprint }) {
        const before = trustedIssuers().map((one) => one.fingerprint);
        issuers.remove(fingerprint);
        recordIssuers(
          'remove',
          before.filter((one) => one !== fingerprint),
        );
        return info();
      },
      async 'approval.read'({ ticket }) {
        try {
          return await read(ticket);
        } catch (thrown) {
          // Who reads a ticket is about to stamp: a refused one never gets so far.
          if (thrown instanceof AppError && thrown.code.startsWith('TICKET_')) noteRefusal(ticket, thrown);
          throw thrown;
        }
      },
    },
  };
}

const sha256OfTicket = (ticket: string) => createHash('sha256').update(ticket).digest('hex');

/** In whatever order: which seal signs first is not for the ticket to say. */
function isSame(one: readonly Placement[], other: readonly Placement[]): boolean {
  const left = [...other];
  for (const placement of one) {
    const at = left.findIndex((candidate) => isDeepStrictEqual(candidate, placement));
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return left.length === 0;
}

/** @throws AppError TICKET_OTHER_DOCUMENT, TICKET_OTHER_PLACE */
export function assertApproved(
  { claims, placements: approved }: Pick<OpenedTicket, 'claims' | 'placements'>,
  { sha256, placements }: { readonly sha256: string; readonly placements: readonly Placement[] },
): void {
  if (claims.document.sha256 !== sha256) throw new AppError('TICKET_OTHER_DOCUMENT');
  if (!isSame(approved, placements)) throw new AppError('TICKET_OTHER_PLACE');
}
