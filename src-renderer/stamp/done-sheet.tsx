import { CheckCircleFilled } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { PickedFile, StampResult } from '../../src-main/contract/index.ts';
import { describeWarning, formatTime } from '../../src-main/words/index.ts';
import { useApp } from '../app-state.tsx';
import { useBridge } from '../bridge.ts';
import { ArchiveButton } from '../parts/archive-button.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { PrintButton } from '../parts/print-button.tsx';
import { VerdictBadge } from '../parts/verdict-badge.tsx';
import { openForAWhile } from '../pdf/open-source.ts';
import { useSpeech } from '../words/index.ts';
import { impressionsInWords } from './placing/seal-summary.ts';

/** 已盖章: the file, what the check found, and what one does next. */
export function DoneSheet({
  result,
  password,
  onNext,
  onAgain,
  onMore,
  onVerify,
}: {
  result: StampResult;
  /** Opens the stamped file, where it is encrypted. */
  password: string | undefined;
  /** Goes on to the file that waits; absent when there is none. */
  onNext: (() => void) | undefined;
  onAgain: () => void;
  onMore: () => void;
  onVerify: (files: PickedFile[]) => void;
}) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const { seals } = useApp();
  const head = useRef<HTMLHeadingElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const [error, setError] = useState<unknown>(null);
  const attempt = (action: Promise<unknown>) => {
    setError(null);
    action.catch(setError);
  };
  // The sheet of the PIN is gone, and the focus with it.
  useEffect(() => (next.current ?? head.current)?.focus({ preventScroll: true }), []);
  const { report } = result;
  const { identity } = report.lines;
  const isOpen = report.verdict === 'indeterminate';
  return (
    <div className="done" data-testid="stamp-done">
      <div className="done-head" role="status">
        <CheckCircleFilled aria-hidden />
        <h2 ref={head} tabIndex={-1}>
          {words.done.title}
        </h2>
      </div>
      {onNext !== undefined && (
        // Above what is told of the file: in view however low the window is.
        <Button ref={next} type="primary" block onClick={onNext} data-testid="stamp-next">
          {words.queue.next} <kbd>Enter</kbd>
        </Button>
      )}
      <p className="done-name wrap-anywhere" title={result.outputPath} data-testid="output-name">
        {result.outputName}
      </p>
      <p className="quiet">
        {formatTime(result.stampedAt, language)}
        {result.historySeqs.length > 0 &&
          ` · ${words.done.recorded(result.historySeqs.map((seq) => `#${seq}`).join(words.common.separator))}`}
      </p>
      {result.seals.map(({ sealId, impressions }) => (
        <p key={sealId} data-testid="done-impressions">
          {seals.find(({ id }) => id === sealId)?.name} · {impressionsInWords(impressions, words)}
        </p>
      ))}
      <section className="done-verdict" aria-label={words.done.verdict}>
        <span className="quiet">{words.done.verdict}</span>
        <VerdictBadge verdict={report.verdict} />
        {isOpen && identity === 'untrusted' && <p>{words.done.untrustedHint}</p>}
        {isOpen && identity === 'maker-untrusted' && <p>{words.done.makerUntrustedHint}</p>}
        {report.trial && !(isOpen && identity.endsWith('untrusted')) && <p>{words.done.trialHint}</p>}
        <Button
          type="link"
          size="small"
          onClick={() => onVerify([{ path: result.outputPath, name: result.outputName }])}
          data-testid="done-verify"
        >
          {words.done.details}
        </Button>
      </section>
      {result.warnings.map((warning) => (
        <Alert key={warning.code} type="warning" showIcon title={describeWarning(warning, language)} />
      ))}
      {error !== null && <ErrorPanel error={error} />}
      <div className="done-buttons">
        <Button
          type={onNext === undefined ? 'primary' : 'default'}
          block
          onClick={() => attempt(bridge.openFile(result.outputPath))}
          data-testid="open-output"
        >
          {words.done.openFile}
        </Button>
        {bridge.door === 'electron' && (
          <Button
            block
            onClick={() => attempt(bridge.call('desktop.reveal', { path: result.outputPath }))}
            data-testid="reveal-output"
          >
            {words.done.reveal}
          </Button>
        )}
        <PrintButton block name="output" open={() => openForAWhile(bridge, result.outputPath, password)}>
          {words.verify.print.file}
        </PrintButton>
        <ArchiveButton path={result.outputPath} />
        {onNext === undefined && (
          <Button block onClick={onAgain} data-testid="stamp-again">
            {words.done.again}
          </Button>
        )}
        <Button block type="text" onClick={onMore} data-testid="stamp-more">
          {words.done.more}
        </Button>
      </div>
    </div>
  );
}
