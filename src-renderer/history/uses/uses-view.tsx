import { DownloadOutlined, FilterOutlined } from '@ant-design/icons';
import { Button, Spin } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import type { HistoryRow } from '../../../src-main/contract/index.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useMediaQuery } from '../../parts/media-query.ts';
import { useSpeech } from '../../words/index.ts';
import { Charts } from '../charts/charts.tsx';
import { ExportDialog } from '../dialogs/export-dialog.tsx';
import { useSettled } from '../use-settled.ts';
import { ActsTable } from './acts-table.tsx';
import { HistoryFilters } from './history-filters.tsx';
import { everything, isNarrowed, type Narrowing, toFilter } from './narrowing.ts';
import { useUses } from './use-uses.ts';

/** Milliseconds without typing or choosing before the record is asked. */
const settleMs = 200;

/** The uses of seals: filters, figures, and the list that goes with them. */
export function UsesView({
  active,
  isReadOnly,
  wanted,
  onOpen,
  onSaid,
}: {
  active: boolean;
  /** Of a ledger that was set aside: nothing is made of it here. */
  isReadOnly: boolean;
  /** The seal whose uses another page wants to be seen. */
  wanted: { readonly sealId: string } | null;
  onOpen: (row: HistoryRow) => void;
  onSaid: (said: string) => void;
}) {
  const { words } = useSpeech();
  const text = words.history;
  const [narrowing, setNarrowing] = useState<Narrowing>(everything);
  useEffect(() => {
    if (wanted !== null) setNarrowing({ ...everything, sealIds: [wanted.sealId] });
  }, [wanted]);
  const isSmall = useMediaQuery('(max-width: 900px)');
  const [isUnfolded, setUnfolded] = useState(false);
  const showsAll = !isSmall || isUnfolded;
  const [isExporting, setExporting] = useState(false);
  const settled = useSettled(narrowing, settleMs);
  const filter = useMemo(() => toFilter(settled), [settled]);
  const { listed, error, readOn } = useUses(filter, active);
  const narrow = (change: Partial<Narrowing>) => setNarrowing((before) => ({ ...before, ...change }));
  const narrowed = isNarrowed(narrowing);

  if (listed === null) {
    if (error !== null) return <ErrorPanel error={error} />;
    return (
      <div className="page-wait">
        <Spin size="large" />
      </div>
    );
  }
  const { total, isTotalFloor } = listed.facts;
  const count = `${total.toLocaleString('en-US')}${isTotalFloor ? '+' : ''}`;
  const isLate = listed.filter !== filter || settled !== narrowing;
  if (total === 0 && !narrowed && !isLate) {
    return (
      <div className="empty">
        <strong>{text.empty}</strong>
        <p>{text.emptyNext}</p>
      </div>
    );
  }
  return (
    <>
      <HistoryFilters narrowing={narrowing} known={listed.facts} isShort={!showsAll} onNarrow={narrow}>
        {isSmall && (
          <Button
            icon={<FilterOutlined />}
            aria-expanded={isUnfolded}
            onClick={() => setUnfolded(!isUnfolded)}
            data-testid="unfold-filters"
          >
            {text.filtersAndFigures}
          </Button>
        )}
      </HistoryFilters>
      {showsAll && (
        <Charts
          narrowing={settled}
          seals={listed.facts.seals}
          newestAt={listed.rows[0]?.at ?? null}
          version={listed.rows[0]}
          onNarrow={narrow}
        />
      )}
      {error !== null && <ErrorPanel error={error} />}
      <ActsTable
        listed={listed}
        head={
          <>
            <strong className="figures" role="status" data-testid="history-total" data-late={isLate}>
              {text.total(count)}
            </strong>
            {isLate && <Spin size="small" />}
            {!isReadOnly && (
              <Button
                className="export-button"
                icon={<DownloadOutlined />}
                disabled={total === 0 || isLate}
                onClick={() => setExporting(true)}
                data-testid="export-open"
              >
                {text.exporting.button(count, narrowed)}
              </Button>
            )}
          </>
        }
        onReadOn={readOn}
        onOpen={([first]) => onOpen(first)}
      />
      {isExporting && (
        <ExportDialog
          filter={listed.filter}
          count={count}
          isNarrowed={narrowed}
          onDone={(said) => {
            setExporting(false);
            onSaid(said);
          }}
          onClose={() => setExporting(false)}
        />
      )}
    </>
  );
}
