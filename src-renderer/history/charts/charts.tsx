import dayjs from 'dayjs';
import { useMemo, useState } from 'react';
import { type HistoryCountBy, type HistoryPage, historyCountBy } from '../../../src-main/contract/index.ts';
import { formatDay } from '../../../src-main/words/index.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { Segmented } from '../../parts/segmented.tsx';
import { useSpeech } from '../../words/index.ts';
import { type Narrowing, toFilter, toggled } from '../uses/narrowing.ts';
import { dayAxis, daysOf, isWithin, monthsOf } from './axis.ts';
import { NamedBars } from './named-bars.tsx';
import { TimeBars } from './time-bars.tsx';
import { useCounts } from './use-counts.ts';

/** What a chart leaves out of the filter: its own axis, so that one can go from one bar to another. */
const ownAxis: Readonly<Record<HistoryCountBy, Partial<Narrowing>>> = {
  day: { days: null },
  month: { days: null },
  seal: { sealIds: [] },
  operator: { operators: [] },
  unit: { units: [] },
};

/** How many uses by day, month, seal, person or unit, as far as they fit the filters; each bar is a filter. */
export function Charts({
  narrowing,
  seals,
  newestAt,
  version,
  onNarrow,
}: {
  narrowing: Narrowing;
  seals: HistoryPage['seals'];
  /** Of the newest use that is listed. */
  newestAt: string | null;
  /** Counted anew when it changes. */
  version: unknown;
  onNarrow: (change: Partial<Narrowing>) => void;
}) {
  const { language, words } = useSpeech();
  const text = words.history.charts;
  const [by, setBy] = useState<HistoryCountBy>('day');
  const today = dayjs().format('YYYY-MM-DD');
  const newestDay = newestAt === null ? null : dayjs(newestAt).format('YYYY-MM-DD');
  const axis = useMemo(
    () => dayAxis(narrowing.days, dayjs(today), newestDay === null ? null : dayjs(newestDay)),
    [narrowing.days, today, newestDay],
  );
  const { outcomes, sealIds, operators, units, days } = narrowing;
  const filter = useMemo(() => {
    const asked = { search: '', outcomes, sealIds, operators, units, days, ...ownAxis[by] };
    return toFilter(by === 'day' ? { ...asked, days: [axis.from, axis.to] } : asked);
  }, [by, outcomes, sealIds, operators, units, days, axis]);
  const { counted, error } = useCounts(by, filter, version);
  // Until the new figures are there, the old chart stays.
  const shown = counted?.by ?? by;
  const counts = counted?.counts ?? [];
  const sealNames = new Map(seals.map(({ sealId, sealName }) => [sealId, sealName]));
  const monthName = (month: string) =>
    language === 'zh-CN' ? `${month.slice(0, 4)}年${Number(month.slice(5))}月` : month;
  const spanOf = (slot: string): NonNullable<Narrowing['days']> => {
    const start = dayjs(slot.length === 7 ? `${slot}-01` : slot);
    return [start, slot.length === 7 ? start.endOf('month') : start];
  };
  const isChosen = (slot: string) => {
    const [from, to] = spanOf(slot);
    return Boolean(days?.[0]?.isSame(from, 'day') && days[1]?.isSame(to, 'day'));
  };
  const pickSlot = (slot: string) => onNarrow({ days: isChosen(slot) ? null : spanOf(slot) });

  return (
    <section className="charts" aria-label={text.title} data-testid="history-charts" data-by={shown}>
      <div className="charts-head">
        <Segmented<HistoryCountBy>
          size="small"
          aria-label={text.byLabel}
          value={by}
          onChange={setBy}
          options={historyCountBy.options.map((value) => ({ value, label: text.by[value] }))}
        />
        <span className="charts-legend quiet">
          <span className="legend-swatch bar-completed" aria-hidden /> {text.completed}
          <span className="legend-swatch bar-others" aria-hidden /> {text.others}
        </span>
        {narrowing.search.trim() !== '' && <span className="charts-note">{text.wordsNotRegarded}</span>}
      </div>
      {error !== null && <ErrorPanel error={error} />}
      {shown === 'day' && (
        <TimeBars
          slots={daysOf(axis)}
          counts={counts}
          isWithin={(day) => isWithin(day, days)}
          isChosen={isChosen}
          nameOf={(day) => formatDay(dayjs(day).toDate(), language)}
          tickOf={(day) => day.slice(5)}
          onPick={pickSlot}
        />
      )}
      {shown === 'month' && (
        <TimeBars
          slots={monthsOf(
            counts.map(({ key }) => key),
            days,
            dayjs(today),
          )}
          counts={counts}
          isWithin={(month) => isWithin(month, days)}
          isChosen={isChosen}
          nameOf={monthName}
          tickOf={(month) => month}
          onPick={pickSlot}
        />
      )}
      {shown === 'seal' && (
        <NamedBars
          counts={counts}
          chosen={sealIds}
          nameOf={(id) => sealNames.get(id) ?? id}
          onPick={(id) => onNarrow({ sealIds: toggled(sealIds, id) })}
        />
      )}
      {shown === 'operator' && (
        <NamedBars
          counts={counts}
          chosen={operators}
          nameOf={(name) => name}
          onPick={(name) => onNarrow({ operators: toggled(operators, name) })}
        />
      )}
      {shown === 'unit' && (
        <NamedBars
          counts={counts}
          chosen={units}
          nameOf={(name) => (name === '' ? text.noUnit : name)}
          onPick={(name) => onNarrow({ units: toggled(units, name) })}
        />
      )}
    </section>
  );
}
