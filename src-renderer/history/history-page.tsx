import { DownloadOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import dayjs from 'dayjs';
import { useCallback, useEffect, useState } from 'react';
import type { HistoryFilter, HistoryRow, MethodOutput, RepairRow } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { DayStrip } from './day-strip.tsx';
import { everything, HistoryFilters, type Narrowing } from './history-filters.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { RepairPanel } from './repair-panel.tsx';
import { RepairsTable } from './repairs-table.tsx';
import { pageRows, UsesTable } from './uses-table.tsx';
import './history.css';

/** Milliseconds without typing before the search is asked. */
const settleMs = 250;

const views = ['uses', 'repairs'] as const;
type View = (typeof views)[number];

function toFilter({ search, outcomes, sealIds, days }: Narrowing): HistoryFilter {
  return {
    search,
    outcomes,
    sealIds,
    from: days?.[0]?.startOf('day').toISOString(),
    to: days?.[1]?.endOf('day').toISOString(),
  };
}

/** 记录: every use of a seal, searchable, and exportable as it is filtered; and the repaired copies of damaged files. */
export function HistoryPage({ active }: { active: boolean }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [narrowing, setNarrowing] = useState(everything);
  const [pageNumber, setPageNumber] = useState(1);
  const [found, setFound] = useState<MethodOutput<'history.list'> | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [row, setRow] = useState<HistoryRow | null>(null);
  const [view, setView] = useState<View>('uses');
  const [repairs, setRepairs] = useState<RepairRow[] | null>(null);
  const [repair, setRepair] = useState<RepairRow | null>(null);
  const [exported, setExported] = useState<string | null>(null);

  const load = useCallback(async () => {
    try {
      const filter = toFilter(narrowing);
      setFound(await bridge.call('history.list', { filter, offset: (pageNumber - 1) * pageRows, limit: pageRows }));
      setRepairs(await bridge.call('history.repairs', null));
      setError(null);
    } catch (thrown) {
      setError(thrown);
    }
  }, [bridge, narrowing, pageNumber]);

  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(load, settleMs);
    return () => clearTimeout(timer);
  }, [active, load]);

  const narrow = (change: Partial<Narrowing>) => {
    setNarrowing((before) => ({ ...before, ...change }));
    setPageNumber(1);
    setExported(null);
  };
  const repairOf = (use: HistoryRow | null) =>
    repairs?.find(({ sha256After }) => sha256After === use?.sha256Before) ?? null;
  const exportCsv = async () => {
    setExported(null);
    try {
      const made = await bridge.call('history.export', { format: 'csv', filter: toFilter(narrowing) });
      const saved = made.content === null ? made.path : await bridge.saveFile(made.fileName, made.content, 'text/csv');
      if (saved !== null) setExported(words.history.exported(saved, made.rowCount));
    } catch (thrown) {
      setError(thrown);
    }
  };

  const narrowed =
    narrowing.search !== '' || narrowing.outcomes.length > 0 || narrowing.sealIds.length > 0 || narrowing.days !== null;

  return (
    <div className="page-scroll history">
      <header className="page-head">
        <h1>{words.nav.history}</h1>
        <Segmented<View>
          aria-label={words.history.viewsLabel}
          value={view}
          onChange={setView}
          options={views.map((value) => ({ value, label: words.history.views[value] }))}
        />
        {view === 'uses' && exported !== null && (
          <span className="quiet" role="status">
            {exported}
          </span>
        )}
        {view === 'uses' && (
          <Button
            icon={<DownloadOutlined />}
            onClick={exportCsv}
            disabled={found?.total === 0}
            data-testid="export-csv"
          >
            {words.history.export}
          </Button>
        )}
      </header>
      {error !== null && <ErrorPanel error={error} />}
      {view === 'repairs' ? (
        <RepairsTable rows={repairs} onOpen={setRepair} />
      ) : (
        <>
          <HistoryFilters narrowing={narrowing} narrowed={narrowed} seals={found?.seals ?? []} onNarrow={narrow} />
          {found !== null && (found.days.length > 0 || found.total > 0) && (
            <DayStrip days={found.days} onDay={(day) => narrow({ days: [dayjs(day), dayjs(day)] })} />
          )}
          {found !== null && found.total === 0 && !narrowed ? (
            <div className="empty">
              <strong>{words.history.empty}</strong>
              <p>{words.history.emptyNext}</p>
            </div>
          ) : (
            <UsesTable
              rows={found?.rows ?? []}
              total={found?.total ?? 0}
              pageNumber={pageNumber}
              loading={found === null && error === null}
              onPage={setPageNumber}
              onOpen={setRow}
            />
          )}
        </>
      )}
      <HistoryPanel row={row} repair={repairOf(row)} onClose={() => setRow(null)} />
      <RepairPanel row={repair} onClose={() => setRepair(null)} />
    </div>
  );
}
