import { useCallback, useEffect, useMemo, useState } from 'react';
import type { HistoryRow, LedgerFile, RepairRow } from '../../src-main/contract/index.ts';
import { BridgeContext, useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { ArchiveNotice } from './archive-notice.tsx';
import { AsideBand } from './aside/aside-band.tsx';
import { LedgerCheckContext, readingFrom } from './aside/reading-from.ts';
import { SetAsideNotice } from './aside/set-aside-notice.tsx';
import { useAside } from './aside/use-aside.ts';
import { ArchiveDialog } from './dialogs/archive-dialog.tsx';
import { BackupDialog } from './dialogs/backup-dialog.tsx';
import { CheckDialog } from './dialogs/check-dialog.tsx';
import { HandoverDialog } from './dialogs/handover-dialog.tsx';
import { InspectionDialog } from './dialogs/inspection-dialog.tsx';
import { PackageDialog } from './dialogs/package-dialog.tsx';
import { RestoreDialog } from './dialogs/restore-dialog.tsx';
import { EventsView } from './events/events-view.tsx';
import { HistoryActions, type HistoryDialog } from './history-actions.tsx';
import { HistoryPanel } from './panel/history-panel.tsx';
import { ReconcileDialog } from './reconcile/reconcile-dialog.tsx';
import { RepairPanel } from './repairs/repair-panel.tsx';
import { RepairsTable } from './repairs/repairs-table.tsx';
import { UsesView } from './uses/uses-view.tsx';
import './history.css';
import { Segmented } from '../parts/segmented.tsx';

const views = ['uses', 'events', 'repairs'] as const;
type View = (typeof views)[number];
/** Repairs of an old ledger are among its events. */
const viewsOfAside: readonly View[] = ['uses', 'events'];

/** A use that another page wants to be seen, or all those of a seal. `id` tells one asking from the next. */
export type HistoryRequest = { readonly id: number } & ({ readonly seq: number } | { readonly sealId: string });

/** 记录: every use of a seal, all else that is on record, and the repaired copies of damaged files. */
export function HistoryPage({ active, request }: { active: boolean; request: HistoryRequest | null }) {
  const current = useBridge();
  const { words } = useSpeech();
  const text = words.history;
  const [view, setView] = useState<View>('uses');
  const [row, setRow] = useState<HistoryRow | null>(null);
  const [repairs, setRepairs] = useState<RepairRow[] | null>(null);
  const [repair, setRepair] = useState<RepairRow | null>(null);
  const [ledgers, setLedgers] = useState<LedgerFile[]>([]);
  const [dialog, setDialog] = useState<HistoryDialog | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  /** Goes up when something was put on record here. */
  const [version, setVersion] = useState(0);
  /** Goes up when a backup took the place of the record, or a fresh one. */
  const [restored, setRestored] = useState(0);

  const { opened, opening, check, look, back, cancelOpening } = useAside();
  const bridge = useMemo(() => (opened === null ? current : readingFrom(current, opened.path)), [current, opened]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a backup that was put back changes both
  useEffect(() => {
    if (!active) return;
    let isWanted = true;
    Promise.all([current.call('history.repairs', null), current.call('history.ledgers', null)]).then(
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
  }, [active, current, version]);

  const openUse = useCallback(
    (seq: number) => {
      bridge.call('history.get', { seq }).then(setRow, setError);
    },
    [bridge],
  );
  useEffect(() => {
    if (request === null) return;
    setView('uses');
    back();
    if ('seq' in request) current.call('history.get', { seq: request.seq }).then(setRow, setError);
  }, [request, current, back]);

  const recorded = (number: number) => {
    setDialog(null);
    setSaid(text.handover.done(number));
    setVersion((before) => before + 1);
  };
  const isAside = opened !== null;
  const lookInto = (path: string) => {
    setView('uses');
    setSaid(null);
    void look(path);
  };
  const shownViews = isAside ? viewsOfAside : views;
  const options = useMemo(() => shownViews.map((value) => ({ value, label: text.views[value] })), [text, shownViews]);
  /** What is listed belongs to one ledger: another one begins anew. */
  const ledgerKey = opened?.path ?? `current ${restored}`;

  return (
    <div className="page-scroll history">
      <header className="page-head">
        <h1>{words.nav.history}</h1>
        <Segmented<View> aria-label={text.viewsLabel} value={view} onChange={setView} options={options} />
        <span className="quiet history-said" role="status">
          {said}
        </span>
        {!isAside && <HistoryActions onOpen={setDialog} />}
      </header>
      {opened !== null && <AsideBand opened={opened} check={check} onBack={back} />}
      {!isAside && <SetAsideNotice ledgers={ledgers} opening={opening} onLook={lookInto} onCancel={cancelOpening} />}
      {!isAside && <ArchiveNotice active={active} version={version} onArchive={() => setDialog('archive')} />}
      {error !== null && <ErrorPanel error={error} />}
      <BridgeContext.Provider value={bridge}>
        <LedgerCheckContext.Provider value={check.kind === 'done' ? check.result : null}>
          {view === 'uses' && (
            <UsesView
              key={ledgerKey}
              active={active}
              isReadOnly={isAside}
              wanted={isAside || request === null || 'seq' in request ? null : request}
              onOpen={setRow}
              onSaid={setSaid}
            />
          )}
          {view === 'events' && <EventsView key={ledgerKey} active={active} version={version} onOpenUse={openUse} />}
          <HistoryPanel row={row} repairs={repairs ?? []} onOpen={setRow} onClose={() => setRow(null)} />
        </LedgerCheckContext.Provider>
      </BridgeContext.Provider>
      {view === 'repairs' && <RepairsTable rows={repairs} onOpen={setRepair} />}
      <RepairPanel row={repair} onClose={() => setRepair(null)} />
      {dialog === 'handover' && <HandoverDialog onDone={recorded} onClose={() => setDialog(null)} />}
      {dialog === 'inspection' && <InspectionDialog onDone={recorded} onClose={() => setDialog(null)} />}
      {dialog === 'check' && <CheckDialog onClose={() => setDialog(null)} />}
      {dialog === 'reconcile' && (
        <ReconcileDialog isAside={row !== null} onOpenUse={openUse} onClose={() => setDialog(null)} />
      )}
      {dialog === 'package' && <PackageDialog onClose={() => setDialog(null)} />}
      {dialog === 'archive' && (
        <ArchiveDialog
          ledgers={ledgers}
          onDone={() => {
            setVersion((before) => before + 1);
            setRestored((before) => before + 1);
          }}
          onLook={(path) => {
            setDialog(null);
            lookInto(path);
          }}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'backup' && <BackupDialog onClose={() => setDialog(null)} />}
      {dialog === 'restore' && (
        <RestoreDialog
          onDone={(what) => {
            setDialog(null);
            setSaid(what);
            setVersion((before) => before + 1);
            setRestored((before) => before + 1);
          }}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}
