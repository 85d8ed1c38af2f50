import type { WarningCode, WarningValueName } from '../../contract/index.ts';
import type { Fitting } from '../sentences.ts';

/** What is said of a warning in one language. */
export interface WarningRow {
  /** What is looked for, in a few words. */
  readonly title: string;
  /** What was found, a sentence without a full stop; `{name}` is filled from the values. */
  readonly found: string;
  /** What to do about it. */
  readonly next: string;
}
export type WarningRows = Readonly<Record<WarningCode, WarningRow>>;

/**
 * A language's rows as they are. A warning without one, and one that does not name the values of its code, do not
 * compile.
 */
export function tell<const Table extends WarningRows>(
  table: Table & {
    readonly [Code in WarningCode]: { readonly found: Fitting<Table[Code]['found'], WarningValueName<Code>> };
  },
): WarningRows {
  return table;
}
