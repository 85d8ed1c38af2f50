import type { Seal } from '../seals.ts';
import type { LedgerEvent, LedgerEventKind } from './event.ts';

/** One thing that happened to a seal. `number`: of the event on record; null where only the seal itself tells of it. */
export interface SealLifeEvent {
  readonly kind: LedgerEventKind;
  readonly at: string;
  readonly by: string;
  readonly number: number | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The register is written just before the record: what both tell is one thing. */
const sameMomentMs = 60_000;

const kindOfState = { active: 'seal-resumed', suspended: 'seal-suspended', revoked: 'seal-revoked' } as const;

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** What the seal itself keeps of its life: it outlives a record that was archived or lost. */
function keptBySeal(seal: Seal, isImport: boolean): SealLifeEvent[] {
  const { createdAt, register, earlierBindings } = seal;
  return [
    { kind: isImport ? 'seal-imported' : 'seal-made', at: createdAt, by: '', number: null, data: {} },
    ...register.map(({ state, at, by, reason, withPin }) => ({
      ...{ kind: kindOfState[state], at, by, number: null },
      data: { reason, withPin },
    })),
    ...earlierBindings.map(({ replacedAt, replacedBy }) => ({
      ...{ kind: 'seal-bound' as const, at: replacedAt, by: replacedBy, number: null, data: {} },
    })),
  ];
}

/**
 * The life of a seal, the newest first: what the record tells of it, and what the seal alone still knows.
 * @param events what `history.events` gives of this seal
 */
export function lifeOfSeal(seal: Seal, events: readonly LedgerEvent[]): SealLifeEvent[] {
  const began = Date.parse(seal.createdAt) - sameMomentMs;
  const told = events
    // The seals were inspected before there was this one.
    .filter(({ time }) => Date.parse(time) >= began)
    .map(({ kind, time, number, data }) => ({ kind, at: time, by: text(data.operator), number, data }));
  const left = [...told];
  const isImport = seal.artworkKind === 'image' || told.some(({ kind }) => kind === 'seal-imported');
  const alone = keptBySeal(seal, isImport).filter((kept) => {
    const index = left.findIndex(
      ({ kind, at }) => kind === kept.kind && Math.abs(Date.parse(at) - Date.parse(kept.at)) <= sameMomentMs,
    );
    if (index < 0) return true;
    left.splice(index, 1);
    return false;
  });
  return [...told, ...alone].sort(
    (one, other) => Date.parse(other.at) - Date.parse(one.at) || (other.number ?? 0) - (one.number ?? 0),
  );
}
