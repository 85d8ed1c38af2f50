import { ledgerEventKind } from '../../contract/index.ts';
import {
  type CheckedEvent,
  canonicalJson,
  type Json,
  rowOfIntent,
  settlementOf,
  type UseRow,
} from '../../history/index.ts';
import { instantType, useColumns } from './use-columns.ts';

/** PostgreSQL's text cannot hold the character NUL; this is how it is drawn. The content of an event has it as it was, escaped. */
const nulPicture = '\u2400';
export const storable = (text: string): string => text.replaceAll('\0', nulPicture);

/** PostgreSQL counts no year 0: the year before year 1 is 1 BC. */
export const storableInstant = (iso: string): string => (iso.startsWith('0000') ? `0001${iso.slice(4)} BC` : iso);

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** JSON as `jsonb` can hold it. Its numbers are decimal there and lose nothing. */
function storableJson(value: Json): Json {
  if (typeof value === 'string') return storable(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(storableJson);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [storable(name), storableJson(member)]));
}

/** A row as `json_populate_recordset` reads it. */
export type Row = Readonly<Record<string, Json>>;

export interface EventRows {
  readonly event: Row;
  /** Of an intent in the form that this program knows. */
  readonly use: Row | null;
  /** Of an outcome. */
  readonly settlement: Row | null;
  /** About how many bytes they take on their way. */
  readonly sizeBytes: number;
}

function rowOfUse(ledger: string, use: UseRow): Row {
  const cells = Object.entries(use).flatMap(([field, value]) => {
    const column = useColumns.get(field);
    if (column === undefined) return [];
    const told =
      typeof value !== 'string' ? value : column.type === instantType ? storableInstant(value) : storable(value);
    return [[column.name, told] as const];
  });
  return { ledger, ...Object.fromEntries(cells) };
}

/** What a newer program, or somebody's own, wrote in another form is kept as an event and listed as one that is no use. */
function orNull<T>(read: () => T | null): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** The rows that an event becomes. */
export function rowsOf(event: CheckedEvent, hash: string): EventRows {
  const { ledger, number, kind, time, data } = event;
  const content = canonicalJson({ ...event, format: 1 });
  const use = kind === 'intent' ? orNull(() => rowOfIntent({ data, number })) : null;
  const known = ledgerEventKind.safeParse(kind).data;
  const settled = known ? orNull(() => settlementOf({ kind: known, data, number })) : null;
  const isOfUse = kind === 'intent' || settled !== null;
  return {
    event: {
      ledger,
      number,
      time: storableInstant(time),
      kind,
      content,
      hash: `\\x${hash}`,
      data: isOfUse ? null : storableJson(data),
    },
    use: use && rowOfUse(ledger, use),
    settlement: settled && {
      seq: settled.seq,
      settled_at: settled.settledAt && storableInstant(settled.settledAt),
      sha256_after: settled.sha256After && storable(settled.sha256After),
      outcome: settled.outcome,
      error_code: settled.errorCode && storable(settled.errorCode),
      outcome_number: number,
    },
    sizeBytes: content.length * 3,
  };
}
