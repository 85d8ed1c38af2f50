import {
  AppError,
  type Handlers,
  type LedgerEventKind,
  type MethodName,
  type MethodOutput,
  type ParsedInput,
} from '../contract/index.ts';
import type { EventData, Ledger } from '../history/index.ts';

/** What a call that has succeeded puts on record; null: nothing. */
type Told<M extends MethodName> = (
  input: ParsedInput<M>,
  output: MethodOutput<M>,
) => readonly [LedgerEventKind, EventData] | null;

/** What the calls of a part put on record. */
export type Telling<Part> = { readonly [M in keyof Part & MethodName]?: Told<M> };

/** What every event of this kind says: who was at work, and where. */
export interface Recorder {
  readonly ledger: Pick<Ledger, 'record'>;
  readonly door: string;
  operator(): string;
}

/** @throws AppError CHANGE_UNRECORDED: it is done, and the record does not say so */
export function recordChange(
  { ledger, door, operator }: Recorder,
  [kind, data]: readonly [LedgerEventKind, EventData],
): void {
  try {
    ledger.record(kind, { ...data, operator: operator(), door });
  } catch (cause) {
    throw new AppError('CHANGE_UNRECORDED', {}, { cause, detail: cause instanceof Error ? cause.message : kind });
  }
}

/** Handlers that put on record what they did. */
export function recorded<Part extends Partial<Handlers>>(recorder: Recorder, part: Part, told: Telling<Part>): Part {
  const wrapped: Partial<Record<string, unknown>> = {};
  for (const [name, tell] of Object.entries(told)) {
    const handler = (part as Partial<Record<string, (input: unknown) => Promise<unknown>>>)[name];
    if (!handler || !tell) continue;
    wrapped[name] = async (input: unknown) => {
      const output = await handler(input);
      const event = (tell as (input: unknown, output: unknown) => ReturnType<Told<MethodName>>)(input, output);
      if (event) recordChange(recorder, event);
      return output;
    };
  }
  return { ...part, ...wrapped };
}
