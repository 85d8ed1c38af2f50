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
import { RoleCorner, SignInForm } from '../roles/sign-in.tsx';
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
import { Announcer } from '../parts/announcer.tsx';
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
  const { roles } = useApp();
  // What somebody has begun stays for him while he is signed out, and is nobody else's.
  const [person, setPerson] = useState(roles.signedIn?.name ?? '');
  const now = roles.signedIn?.name ?? person;
  if (now !== person) setPerson(now);
  return (
    <Announcer>
      <BatchesProvider key={now}>
        <DutyProvider>
          <FramePages />
        </DutyProvider>
      </BatchesProvider>
    </Announcer>
  );
}

function FramePages() {
  const { words } = useSpeech();
  const { atWork } = useBatches();
  const { duty, isOn } = useDuty();
  const bridge = useBridge();
  const { info, tokens, roles } = useApp();
  /** Only verifying asks nobody to sign in. */
  const isShut = roles.status === 'on' && roles.signedIn === null;
  const [page, setPage] = useState<PageName>('stamp');
  const [visited, setVisited] = useState<ReadonlySet<PageName>>(new Set(['stamp']));
  const [openRequest, setOpenRequest] = useState<FileRequest | null>(null);
  const [verifyRequest, setVerifyRequest] = useState<FileRequest | null>(null);
  const [historyRequest, setHistoryRequest] = useState<HistoryRequest | null>(null);
  const [batchRequest, setBatchRequest] = useState<BatchRequestOfWindow | null>(null);
  const [tokenId, setTokenId] = useState<string | null>(null);
  const lastRequest = useRef(0);
  const content = useRef<HTMLElement>(null);

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
  const showUsesOfSeal = useCallback(
    (sealId: string) => {
      go('history');
      setHistoryRequest({ id: ++lastRequest.current, sealId });
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

  const asksSignIn = isShut && page !== 'verify';
  const shown = (name: PageName) => ({
    className: page === name && !asksSignIn ? 'page' : 'page page-away',
    inert: page !== name || asksSignIn,
    'data-testid': `page-of-${name}`,
  });
  return (
    <div className="frame">
      <TrialBand />
      <DutyBand onShow={() => go('duty')} />
      <ConnectionNotice />
      <RecoveredNotice onShowHistory={() => go('history')} />
      <div className="frame-columns">
        <button type="button" className="skip-link" onClick={() => content.current?.focus()} data-testid="skip-link">
          {words.nav.skip}
        </button>
        <div className="sidebar">
          <Nav page={page} badges={badges} onGo={go} />
          <div className="sidebar-corner">
            <RoleCorner />
            <TokenCards onOpen={setTokenId} />
          </div>
        </div>
        <main className="pages" ref={content} tabIndex={-1}>
          {asksSignIn && (
            <div className="page sign-in-page">
              <SignInForm autoFocus />
            </div>
          )}
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
              <SealsPage onShowUses={showUsesOfSeal} />
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
