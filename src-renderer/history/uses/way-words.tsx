import type { HistoryRow } from '../../../src-main/contract/index.ts';
import { useSpeech } from '../../words/index.ts';
import { wayOf } from './acts.ts';

/** How uses were placed, and on how many places. */
export function WayWords({ act, placesFirst = false }: { act: readonly HistoryRow[]; placesFirst?: boolean }) {
  const { words } = useSpeech();
  const text = words.history;
  const { rules, isBatch, places } = wayOf(act);
  const names: Readonly<Record<string, string>> = text.ways;
  const ways = [...rules.map((rule) => names[rule] ?? rule), ...(isBatch ? [text.batch] : [])];
  const parts = [ways.join(words.common.separator), text.places(places)];
  return <>{(placesFirst ? parts.toReversed() : parts).join(' · ')}</>;
}
