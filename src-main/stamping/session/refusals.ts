import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { AppError, type ErrorCode, type Placement, readableNames } from '../../contract/index.ts';
import { openFileSource, readChunks } from '../../pdf/index.ts';
import { BoundedCache } from '../../runtime/index.ts';
import type { StampingContext } from '../context.ts';

/** What a keeper, a maker or an authority forbids: that somebody wanted it all the same is on record. */
const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'SEAL_SUSPENDED',
  'SEAL_REVOKED',
  'SEAL_UNUSABLE',
  'CERTIFICATE_UNUSABLE',
  'PREFLIGHT_STOPPED',
  'TICKET_UNREADABLE',
  'TICKET_UNTRUSTED',
  'TICKET_OTHER_CLIENT',
  'TICKET_OTHER_DOCUMENT',
  'TICKET_OTHER_PLACE',
  'TICKET_NOT_YET',
  'TICKET_EXPIRED',
  'TICKET_BEFORE_RECORD',
  'TICKET_TEMPLATE_CHANGED',
  'TICKET_CLOCK',
  'TICKET_USED',
  'REVIEW_INVALID',
]);

/** A plan and the run that follows it are one attempt. */
const sameAttemptMs = 60_000;
const mostRemembered = 1000;
/** How long an event waits for others, so that a pile of refused files waits for the disk once. */
const gatherMs = 5;

/** What somebody wanted stamped. */
export interface RefusedRequest {
  readonly path: string;
  readonly placements: readonly Pick<Placement, 'sealId'>[];
  readonly reason: string;
  readonly runId?: string;
  /** The approval ticket as it was handed over. */
  readonly ticket?: string | undefined;
}

/** Puts refused stamps on record. They are no uses of a seal and have no number as such. */
export interface Refusals {
  /** Never throws: that it could not be recorded must not hide why it was refused. */
  note(request: RefusedRequest, thrown: unknown, sha256?: string | null): Promise<void>;
  /** Does the work; where it is refused, that is on record before the caller hears of it. */
  noting<T>(request: RefusedRequest, work: () => Promise<T>): Promise<T>;
}

async function sha256OfFile(path: string): Promise<string | null> {
  try {
    const source = openFileSource(path);
    try {
      const hash = createHash('sha256');
      for await (const chunk of readChunks(source, 0, source.sizeBytes)) hash.update(chunk);
      return hash.digest('hex');
    } finally {
      source.close();
    }
  } catch {
    return null;
  }
}

function sealName(context: Pick<StampingContext, 'seals'>, sealId: string): string {
  try {
    return context.seals.get(sealId).name;
  } catch {
    return sealId;
  }
}

type RefusalContext = Pick<StampingContext, 'ledger' | 'seals' | 'door' | 'operator'>;

export function createRefusals(context: RefusalContext): Refusals {
  const noted = new BoundedCache<string, number>(mostRemembered);
  let waiting: {
    readonly data: Parameters<RefusalContext['ledger']['record']>[1];
    record: typeof context.ledger.record;
    done(): void;
  }[] = [];

  function writeAll(): void {
    const group = waiting;
    waiting = [];
    try {
      context.ledger.together(() => {
        for (const { data, record } of group) record('refused', data);
      });
    } catch {
      // A ledger that takes nothing refuses no less.
    }
    for (const { done } of group) done();
  }

  const write = (data: (typeof waiting)[number]['data']) =>
    new Promise<void>((done) => {
      if (waiting.length === 0) setTimeout(writeAll, gatherMs);
      // What is written together is each in the name of who asked for it.
      const inOwnName = AsyncLocalStorage.snapshot();
      waiting.push({ data, record: (...event) => inOwnName(() => context.ledger.record(...event)), done });
    });

  function isNoted(key: string): boolean {
    const now = performance.now();
    const before = noted.get(key);
    noted.set(key, now);
    return before !== undefined && now - before < sameAttemptMs;
  }

  async function note(request: RefusedRequest, thrown: unknown, known?: string | null): Promise<void> {
    if (!(thrown instanceof AppError) || !refusals.has(thrown.code)) return;
    try {
      const { path, reason, runId, ticket } = request;
      const ticketSha256 = ticket === undefined ? null : createHash('sha256').update(ticket).digest('hex');
      const { code, values } = thrown;
      const sealIds = [...new Set(request.placements.map(({ sealId }) => sealId))];
      const sha256Before = known === undefined ? await sha256OfFile(path) : known;
      if (isNoted(JSON.stringify([path, sha256Before, sealIds, code, values, ticketSha256]))) return;
      await write({
        sealIds,
        sealNames: sealIds.map((sealId) => sealName(context, sealId)),
        documentName: readableNames(basename(path)),
        documentPath: path.toWellFormed(),
        sha256Before,
        errorCode: code,
        errorValues: values,
        reason,
        operator: context.operator().toWellFormed(),
        door: context.door,
        ...(runId === undefined ? {} : { runId }),
        ...(ticketSha256 === null ? {} : { ticketSha256 }),
      });
    } catch {
      // Why it was refused is what the person must hear.
    }
  }

  return {
    note,
    async noting(request, work) {
      try {
        return await work();
      } catch (thrown) {
        await note(request, thrown);
        throw thrown;
      }
    },
  };
}
