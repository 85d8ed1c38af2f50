import { AuditOutlined, SafetyOutlined, SwapOutlined } from '@ant-design/icons';
import { Button, Segmented } from 'antd';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { HistoryRow, LedgerFile, RepairRow } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { ArchiveNotice } from './archive-notice.tsx';
import { CheckDialog } from './dialogs/check-dialog.tsx';
import { HandoverDialog } from './dialogs/handover-dialog.tsx';
import { InspectionDialog } from './dialogs/inspection-dialog.tsx';
import { EventsView } from './events/events-view.tsx';
import { HistoryPanel } from './panel/history-panel.tsx';
import { RepairPanel } from './repairs/repair-panel.tsx';
import { RepairsTable } from './repairs/repairs-table.tsx';
import { SetAsideNotice } from './set-aside-notice.tsx';
import { UsesView } from './uses/uses-view.tsx';
import './history.css';

const views = ['uses', 'events', 'repairs'] as const;
type View = (typeof views)[number];

/** A use that another page wants to be seen; null: only the page. `id` tells one asking from the next. */
export interface HistoryRequest {
  readonly id: number;
  readonly seq: number;
}

/** 记录: every use of a seal, all else that is on record, and the repaired copies of damaged files. */
export function HistoryPage({ active, request }: { active: boolean; request: HistoryRequest | null }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.history;
  const [view, setView] = useState<View>('uses');
  const [row, setRow] = useState<HistoryRow | null>(null);
  const [repairs, setRepairs] = useState<RepairRow[] | null>(null);
  const [repair, setRepair] = useState<RepairRow | null>(null);
  const [ledgers, setLedgers] = useState<LedgerFile[]>([]);
  const [dialog, setDialog] = useState<'handover' | 'inspection' | 'check' | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  /** Goes up when something was put on record here. */
  const [version, setVersion] = useState(0);

  useEffect(() => {
    if (!active) return;
    let isWanted = true;
    Promise.all([bridge.call('history.repairs', null), bridge.call('history.ledgers', null)]).then(
      ([found, files]) => {
        if (!isWanted) return;
        setRepairs(found);
        setLedgers(files);
        setError(null);
      },
      (thrown: unknown) => isWanted && setError(thrown),
    );
    return () => {
      isWanted = false;
    };
  }, [active, bridge]);

  const openUse = useCallback(
    (seq: number) => {
      bridge.call('history.get', { seq }).then(setRow, setError);
    },
    [bridge],
  );
  useEffect(() => {
    if (request === null) return;
    setView('uses');
    openUse(request.seq);
  }, [request, openUse]);

  const recorded = (number: number) => {
    setDialog(null);
    setSaid(text.handover.done(number));
    setVersion((before) => before + 1);
  };
  const options = useMemo(() => views.map((value) => ({ value, label: text.views[value] })), [text]);

  return (
    <div className="page-scroll history">
      <header className="page-head">
        <h1>{words.nav.history}</h1>
        <Segmented<View> aria-label={text.viewsLabel} value={view} onChange={setView} options={options} />
        <span className="quiet history-said" role="status">
          {said}
        </span>
        <div className="history-actions">
          <Button icon={<SafetyOutlined />} onClick={() => setDialog('check')} data-testid="check-open">
            {text.checking.button}
          </Button>
          <Button icon={<SwapOutlined />} onClick={() => setDialog('handover')} data-testid="handover-open">
            {text.handover.button}
          </Button>
          <Button icon={<AuditOutlined />} onClick={() => setDialog('inspection')} data-testid="inspection-open">
            {text.inspection.button}
          </Button>
        </div>
      </header>
      <SetAsideNotice ledgers={ledgers} />
      <ArchiveNotice active={active} />
      {error !== null && <ErrorPanel error={error} />}
      {view === 'uses' && <UsesView active={active} onOpen={setRow} onSaid={setSaid} />}
      {view === 'events' && <EventsView active={active} version={version} onOpenUse={openUse} />}
      {view === 'repairs' && <RepairsTable rows={repairs} onOpen={setRepair} />}
      <HistoryPanel row={row} repairs={repairs ?? []} onOpen={setRow} onClose={() => setRow(null)} />
      <RepairPanel row={repair} onClose={() => setRepair(null)} />
      {dialog === 'handover' && <HandoverDialog onDone={recorded} onClose={() => setDialog(null)} />}
      {dialog === 'check' && <CheckDialog onClose={() => setDialog(null)} />}
      {dialog === 'inspection' && <InspectionDialog onDone={recorded} onClose={() => setDialog(null)} />}
    </div>
  );
}
