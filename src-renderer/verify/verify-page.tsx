import {
  CloseOutlined,
  FolderOpenOutlined,
  QuestionCircleOutlined,
  SafetyCertificateOutlined,
} from '@ant-design/icons';
import { Button, Spin } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { PickedFile } from '../../src-main/contract/index.ts';
import { describeError } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { cutMiddle } from '../format/middle-cut.ts';
import type { FileRequest } from '../frame/frame.tsx';
import type { PageName } from '../frame/nav.tsx';
import { toAppError } from '../parts/app-error.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { PasswordPrompt } from '../parts/password-prompt.tsx';
import { VerdictBadge } from '../parts/verdict-badge.tsx';
import { useSpeech } from '../words/index.ts';
import { type Examination, saidOf, saidOfRun, type Verified } from './examination.ts';
import { FolderResults } from './folder-results.tsx';
import { GuideDialog } from './guide-dialog.tsx';
import { ReportView } from './report-view.tsx';
import { type FolderRun, useFolderRun } from './use-folder-run.ts';
import './verify.css';
import { useAnnounced } from '../parts/announcer.tsx';

/** More files than this are looked through in a table. */
const maxInList = 5;
/** What a name takes of the list of files, in Latin letters. */
const nameWidth = 34;
/** In the list, the entry of the table. */
const tableId = 0;

/** 验章: drop one file or many; what was found, first for a layman, then for an expert. */
export function VerifyPage({
  request,
  onGo,
  onShowUse,
}: {
  request: FileRequest | null;
  onGo: (page: PageName) => void;
  onShowUse: (seq: number | null) => void;
}) {
  const bridge = useBridge();
  const speech = useSpeech();
  const { words } = speech;
  const [examinations, setExaminations] = useState<Examination[]>([]);
  const [selectedId, setSelectedId] = useState<number | null>(null);
  const [pickError, setPickError] = useState<unknown>(null);
  const lastId = useRef(tableId);
  const { run, start, cancel } = useFolderRun();
  const [isGuideOpen, setIsGuideOpen] = useState(false);

  const settle = useCallback((settled: Examination) => {
    setExaminations((before) => before.map((one) => (one.id === settled.id ? settled : one)));
  }, []);

  const examine = useCallback(
    async (id: number, file: PickedFile, password?: string): Promise<Verified | null> => {
      settle({ id, file, kind: 'working' });
      try {
        const verified = await bridge.call('verify.run', { path: file.path, password });
        settle({ id, file, kind: 'done', password, ...verified });
        return verified;
      } catch (error) {
        const { code } = toAppError(error);
        if (code === 'PDF_PASSWORD_REQUIRED') settle({ id, file, kind: 'password', wrong: false });
        else if (code === 'PDF_PASSWORD_WRONG') settle({ id, file, kind: 'password', wrong: true });
        else settle({ id, file, kind: 'failed', error });
        return null;
      }
    },
    [bridge, settle],
  );

  const takeAsTable = useCallback(
    async (files: PickedFile[]) => {
      setSelectedId(tableId);
      await start(files.map(({ path }) => path));
    },
    [start],
  );

  /** The second step, once the verdict is to be read. */
  const findSealPictures = useCallback(
    async (id: number, file: PickedFile, { reportId, report }: Verified, password?: string) => {
      const unsignedSealPictures = await bridge.call('verify.sealPictures', { reportId, password }).catch(() => ({
        pictures: [],
        pagesNotSearched: report.pageCount,
        notSearchedBecause: ['unreadable' as const],
      }));
      settle({ id, file, kind: 'done', password, reportId, report: { ...report, unsignedSealPictures } });
    },
    [bridge, settle],
  );

  const take = useCallback(
    async (files: PickedFile[], password?: string) => {
      if (files.length > maxInList) return takeAsTable(files);
      const added = files.map((file): Examination => ({ id: ++lastId.current, file, kind: 'working' }));
      setExaminations((before) => [...added, ...before]);
      setSelectedId(added[0]?.id ?? null);
      // One after the other: each is limited by the disk, and the first is the one being looked at.
      const found: [id: number, file: PickedFile, verified: Verified][] = [];
      for (const { id, file } of added) {
        const verified = await examine(id, file, password);
        if (verified !== null) found.push([id, file, verified]);
      }
      for (const [id, file, verified] of found) await findSealPictures(id, file, verified, password);
    },
    [examine, findSealPictures, takeAsTable],
  );

  const examineAgain = async (id: number, file: PickedFile, password?: string) => {
    const verified = await examine(id, file, password);
    if (verified !== null) await findSealPictures(id, file, verified, password);
  };

  const handled = useRef(0);
  useEffect(() => {
    if (request === null || request.id === handled.current) return;
    handled.current = request.id;
    if (request.asTable) takeAsTable(request.files);
    else take(request.files, request.password);
  }, [request, take, takeAsTable]);

  const pick = async () => {
    setPickError(null);
    try {
      const files = await bridge.pickFiles('document', true);
      if (files.length > 0) await take(files);
    } catch (error) {
      setPickError(error);
    }
  };
  const pickFolder = async () => {
    setPickError(null);
    try {
      const found = await bridge.pickFiles('folder', true);
      if (found.length > 0) await takeAsTable(found);
    } catch (error) {
      setPickError(error);
    }
  };

  const selected = examinations.find((one) => one.id === selectedId);
  const showsTable = run !== null && (selectedId === tableId || selected === undefined);
  useAnnounced(showsTable ? saidOfRun(run, speech) : saidOf(selected, speech));
  const guide = (
    <>
      <Button
        icon={<QuestionCircleOutlined />}
        onClick={() => setIsGuideOpen(true)}
        aria-haspopup="dialog"
        aria-label={words.verify.guide.open}
        title={words.verify.guide.open}
        data-testid="open-guide"
      >
        {words.verify.guide.open}
      </Button>
      <GuideDialog open={isGuideOpen} onClose={() => setIsGuideOpen(false)} />
    </>
  );
  if (selected === undefined && !showsTable) {
    return (
      <div className="page-scroll">
        {pickError !== null && <ErrorPanel error={pickError} reader="checking" />}
        <div className="start">
          <div className="drop-area">
            <SafetyCertificateOutlined className="drop-icon" aria-hidden />
            <h1>{words.verify.dropHere}</h1>
            <p>{words.verify.dropMany}</p>
            <div className="verify-choices">
              <Button type="primary" size="large" onClick={pick} data-testid="verify-open">
                {words.verify.choose}
              </Button>
              <Button size="large" icon={<FolderOpenOutlined />} onClick={pickFolder} data-testid="verify-open-folder">
                {words.verify.chooseFolder}
              </Button>
            </div>
            {guide}
          </div>
        </div>
      </div>
    );
  }

  return (
    <div className="verify">
      <header className="verify-head">
        <h1>{words.nav.verify}</h1>
        <nav className="verify-files" aria-label={words.verify.desk.files}>
          <ul>
            {run !== null && (
              <li>
                <button
                  type="button"
                  className="verify-file"
                  aria-current={showsTable}
                  onClick={() => setSelectedId(tableId)}
                  data-testid="verify-table"
                >
                  <span>{words.verify.folder.title}</span>
                  <RunState run={run} />
                </button>
              </li>
            )}
            {examinations.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  className="verify-file"
                  aria-current={one.id === selectedId}
                  title={one.file.name}
                  onClick={() => setSelectedId(one.id)}
                  data-testid="verify-file"
                >
                  <span>{cutMiddle(one.file.name, nameWidth)}</span>
                  <FileState examination={one} />
                </button>
                <Button
                  type="text"
                  icon={<CloseOutlined />}
                  aria-label={`${words.verify.removeFromList} ${one.file.name}`}
                  onClick={() => setExaminations((before) => before.filter(({ id }) => id !== one.id))}
                />
              </li>
            ))}
          </ul>
        </nav>
        <div className="verify-head-buttons">
          <Button onClick={pick} data-testid="verify-open">
            {words.verify.another}
          </Button>
          <Button
            icon={<FolderOpenOutlined />}
            onClick={pickFolder}
            aria-label={words.verify.chooseFolder}
            title={words.verify.chooseFolder}
            data-testid="verify-open-folder"
          >
            {words.verify.chooseFolder}
          </Button>
          {guide}
        </div>
      </header>
      {pickError !== null && <ErrorPanel error={pickError} reader="checking" />}
      {showsTable ? (
        <div className="page-scroll verify-table-page">
          {run.kind === 'failed' ? (
            <ErrorPanel error={run.error} reader="checking" />
          ) : (
            <FolderResults run={run} onOpen={({ path, name }) => void take([{ path, name }])} onCancel={cancel} />
          )}
        </div>
      ) : selected?.kind === 'done' ? (
        <ReportView
          key={selected.id}
          reportId={selected.reportId}
          report={selected.report}
          password={selected.password}
          onSettings={() => onGo('settings')}
          onTrusted={() => void examineAgain(selected.id, selected.file, selected.password)}
          onShowUse={onShowUse}
        />
      ) : (
        selected && (
          <div className="page-scroll" key={selected.id}>
            {selected.kind === 'working' && (
              <div className="page-wait">
                <Spin size="large" description={words.verify.verifying} />
              </div>
            )}
            {selected.kind === 'failed' && <ErrorPanel error={selected.error} reader="checking" />}
            {selected.kind === 'password' && (
              <PasswordPrompt
                key={String(selected.wrong)}
                path={selected.file.path}
                wrong={selected.wrong}
                onPassword={(password) => void examineAgain(selected.id, selected.file, password)}
                onCancel={() => setExaminations((before) => before.filter(({ id }) => id !== selected.id))}
              />
            )}
          </div>
        )
      )}
    </div>
  );
}

function RunState({ run }: { run: FolderRun }) {
  const { words } = useSpeech();
  if (run.kind === 'running') return <span className="quiet">{words.verify.verifying}</span>;
  if (run.kind === 'failed') return <span className="danger-text">{words.verify.unreadable}</span>;
  return <span className="quiet">{words.verify.folder.all(run.result.rows.length)}</span>;
}

function FileState({ examination }: { examination: Examination }) {
  const { language, words } = useSpeech();
  switch (examination.kind) {
    case 'working':
      return <span className="quiet">{words.verify.verifying}</span>;
    case 'password':
      return <span className="quiet">{words.document.passwordTitle}</span>;
    case 'failed':
      return (
        <span className="danger-text">{describeError(toAppError(examination.error).toShape(), language).happened}</span>
      );
    case 'done':
      return <VerdictBadge verdict={examination.report.verdict} />;
  }
}
