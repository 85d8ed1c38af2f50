import type { RaisedWarning, WarningPlace } from '../contract/index.ts';
import { amountOf, amountsIn, brokenOffIn, contradictionsIn, namesNumber } from './amounts.ts';

/** A line of the document, and where a part of it is seen. */
export interface ReadLine {
  readonly page: number;
  readonly text: string;
  placeOf(start: number, end: number): WarningPlace;
}

/** What could be read of a document. */
export interface ReadText {
  readonly lines: readonly ReadLine[];
  /** Whether it is the text of all pages. */
  readonly isWhole: boolean;
}

/** So many are named, or shown. */
const mostNamed = 3;
const isTenThousands = /万元/;

/** The lines, each with what of the one before belongs to it. */
const joined = ({ lines }: ReadText) =>
  lines.map((line, index) => {
    const former = lines[index - 1];
    return { line, before: former?.page === line.page ? brokenOffIn(former.text) : '' };
  });

/** Amounts that the document itself writes in two ways that differ. */
function contradictions(text: ReadText): RaisedWarning[] {
  const found = joined(text).flatMap(({ line, before }) =>
    contradictionsIn(line.text, before).map(
      ({ figures, capitals }): RaisedWarning => ({
        code: 'amounts-contradict',
        values: { figures: figures.text.trim(), capitals: capitals.text.trim(), page: line.page },
        place: line.placeOf(Math.min(figures.start, capitals.start), Math.max(figures.end, capitals.end)),
      }),
    ),
  );
  return found.slice(0, mostNamed);
}

/**
 * Whether the amount that was entered is one that the document names. What is named otherwise stops only where all of the text was read: it may
 * stand on another page, or on a picture.
 */
export function checkAmount(sealName: string, amount: string, text: ReadText): RaisedWarning[] {
  const found = contradictions(text);
  if (amount === '') return found;
  const entered = amountOf(amount);
  if (entered === null) return [{ code: 'amount-unreadable', values: { seal: sealName, amount } }, ...found];
  const amounts = joined(text).flatMap(({ line, before }) =>
    amountsIn(line.text, before).map((one) => ({ ...one, line })),
  );
  const isInTenThousands = text.lines.some((line) => isTenThousands.test(line.text));
  const isNamed =
    amounts.some(({ fen }) => fen === entered) ||
    text.lines.some((line) => namesNumber(line.text, entered, isInTenThousands));
  if (isNamed) return found;
  const [first] = amounts;
  if (!first || !text.isWhole) return [...found, { code: 'amount-not-found', values: { seal: sealName, amount } }];
  const named = [...new Set(amounts.map((one) => one.text.trim()))];
  const others = named.length > mostNamed ? '、…' : '';
  const values = { seal: sealName, amount, found: `${named.slice(0, mostNamed).join('、')}${others}` };
  return [...found, { code: 'amount-differs', values, place: first.line.placeOf(first.start, first.end) }];
}
