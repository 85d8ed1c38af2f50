import { useCallback, useEffect, useRef, useState } from 'react';
import type { PickedFile, Placement } from '../../src-main/contract/index.ts';
import { useApp } from '../app-state.tsx';
import { BatchPage } from '../batch/batch-page.tsx';
import { percentOf } from '../batch/figures.ts';
import type { BatchRequestOfWindow } from '../batch/form/batch-form.tsx';
import { BatchesProvider, useBatches } from '../batch/use-batches.tsx';
import { useBridge } from '../bridge.ts';
import { DutyBand } from '../duty/duty-band.tsx';
import { DutyPage } from '../duty/duty-page.tsx';
import { DutyProvider, useDuty } from '../duty/use-duty.tsx';
import { fileName } from '../format/file-name.ts';
import { HistoryPage, type HistoryRequest } from '../history/history-page.tsx';
import { ReadToken } from '../seals/read-token.tsx';
import { SealsPage } from '../seals/seals-page.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { StampPage } from '../stamp/stamp-page.tsx';
import { VerifyPage } from '../verify/verify-page.tsx';
import { ConnectionNotice } from './connection.tsx';
import { FileDrop } from './file-drop.tsx';
import { Nav, type PageName } from './nav.tsx';
import { RecoveredNotice } from './recovered-notice.tsx';
import { TokenCards } from './token-cards.tsx';
import { TokenDrawer } from './token-drawer.tsx';
import { TrialBand } from './trial-band.tsx';
import { UploadProgress } from './upload-progress.tsx';
import './frame.css';
import { useSpeech } from '../words/index.ts';

/** Files that a page is asked to take in; `id` tells one asking from the next. */
export interface FileRequest {
  id: number;
  files: PickedFile[];
  /** Opens them, where it is known already. */
  password?: string;
  /** To be looked through in a table, however few they are; folders may be among them. */
  asTable?: boolean;
}

/** Navigation, the token corner, the trial band, and the pages. Pages once visited stay, so that work in them is kept. */
export function Frame() {
  return (
    <BatchesProvider>
      <DutyProvider>
        <FramePages />
      </DutyProvider>
    </BatchesProvider>
  );
}

function FramePages() {
  const { words } = useSpeech();
  const { atWork } = useBatches();
  const { duty, isOn } = useDuty();
  const bridge = useBridge();
  const { info, tokens } = useApp();
  const [page, setPage] = useState<PageName>('stamp');
  const [visited, setVisited] = useState<ReadonlySet<PageName>>(new Set(['stamp']));
  const [openRequest, setOpenRequest] = useState<FileRequest | null>(null);
  const [verifyRequest, setVerifyRequest] = useState<FileRequest | null>(null);
  const [historyRequest, setHistoryRequest] = useState<HistoryRequest | null>(null);
  const [batchRequest, setBatchRequest] = useState<BatchRequestOfWindow | null>(null);
  const [tokenId, setTokenId] = useState<string | null>(null);
  const lastRequest = useRef(0);

  const go = useCallback((to: PageName) => {
    setPage(to);
    setVisited((before) => new Set([...before, to]));
  }, []);
  const openForStamp = useCallback(
    (files: PickedFile[]) => {
      go('stamp');
      setOpenRequest({ id: ++lastRequest.current, files });
    },
    [go],
  );
  const openForVerify = useCallback(
    (files: PickedFile[], password?: string) => {
      go('verify');
      setVerifyRequest({ id: ++lastRequest.current, files, password });
    },
    [go],
  );
  const openForBatch = useCallback(
    (files: PickedFile[], placements?: readonly Placement[], reason?: string) => {
      go('batch');
      setBatchRequest({ id: ++lastRequest.current, files, placements, reason });
    },
    [go],
  );
  const showUse = useCallback(
    (seq: number | null) => {
      go('history');
      if (seq !== null) setHistoryRequest({ id: ++lastRequest.current, seq });
    },
    [go],
  );
  const takenByBatch = useCallback(() => setBatchRequest(null), []);
  const addToBatch = useCallback((files: PickedFile[]) => openForBatch(files), [openForBatch]);
  const verifyFolders = useCallback((files: PickedFile[]) => {
    setVerifyRequest({ id: ++lastRequest.current, files, asTable: true });
  }, []);

  useEffect(
    () =>
      bridge.subscribe('documents.requested', ({ paths }) =>
        openForStamp(paths.map((path) => ({ path, name: fileName(path) }))),
      ),
    [bridge, openForStamp],
  );
  const initialPaths = useRef(info.initialDocumentPaths);
  useEffect(() => {
    const files = initialPaths.current.map((path) => ({ path, name: fileName(path) }));
    initialPaths.current = [];
    if (files.length > 0) openForStamp(files);
  }, [openForStamp]);

  const percent = atWork === null ? 0 : percentOf(atWork);
  const badges = [
    ...(atWork === null
      ? []
      : [
          {
            of: 'batch' as const,
            text: `${atWork.state === 'running' || atWork.state === 'looking' ? '' : '‖ '}${percent}%`,
            said: words.batch.nav(percent, words.batch.states[atWork.state]),
          },
        ]),
    ...(duty === null || !isOn
      ? []
      : [{ of: 'duty' as const, text: String(duty.stamped), said: words.duty.nav(duty.stamped) }]),
  ];
  const takes = {
    batch: { files: addToBatch, folders: addToBatch },
    verify: { files: openForVerify, folders: verifyFolders },
  };
  const { files: takeFiles, folders: takeFolders } =
    page === 'batch' || page === 'verify' ? takes[page] : { files: openForStamp, folders: null };

  const shown = (name: PageName) => ({
    className: page === name ? 'page' : 'page page-away',
    inert: page !== name,
    'data-testid': `page-of-${name}`,
  });
  return (
    <div className="frame">
      <TrialBand />
      <DutyBand onShow={() => go('duty')} />
      <ConnectionNotice />
      <RecoveredNotice onShowHistory={() => go('history')} />
      <div className="frame-columns">
        <div className="sidebar">
          <Nav page={page} badges={badges} onGo={go} />
          <TokenCards onOpen={setTokenId} />
        </div>
        <main className="pages">
          <div {...shown('stamp')}>
            <StampPage
              active={page === 'stamp'}
              request={openRequest}
              onGo={go}
              onVerify={openForVerify}
              onBatch={openForBatch}
            />
          </div>
          {visited.has('batch') && (
            <div {...shown('batch')}>
              <BatchPage
                active={page === 'batch'}
                request={batchRequest}
                onTaken={takenByBatch}
                onHistory={() => go('history')}
              />
            </div>
          )}
          {visited.has('duty') && (
            <div {...shown('duty')}>
              <DutyPage onSettings={() => go('settings')} />
            </div>
          )}
          {visited.has('verify') && (
            <div {...shown('verify')}>
              <VerifyPage request={verifyRequest} onGo={go} onShowUse={showUse} />
            </div>
          )}
          {visited.has('seals') && (
            <div {...shown('seals')}>
              <SealsPage />
            </div>
          )}
          {visited.has('history') && (
            <div {...shown('history')}>
              <HistoryPage active={page === 'history'} request={historyRequest} />
            </div>
          )}
          {visited.has('settings') && (
            <div {...shown('settings')}>
              <SettingsPage />
            </div>
          )}
        </main>
      </div>
      <FileDrop onFiles={takeFiles} onFolders={takeFolders} searchedFor={page === 'batch' ? 'pdf' : 'pdf-and-ofd'} />
      <UploadProgress />
      <ReadToken onShowSeals={() => go('seals')} />
      <TokenDrawer
        token={tokens.find((token) => token.id === tokenId)}
        onClose={() => setTokenId(null)}
        onDiagnostics={() => {
          setTokenId(null);
          go('settings');
        }}
      />
    </div>
  );
}
