import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import type { BatchItem, BatchLook } from '../../../src-main/contract/index.ts';
import { describeWarning, preflightLevelWords, warningAdvice } from '../../../src-main/words/index.ts';
import { useBridge } from '../../bridge.ts';
import { Digest } from '../../parts/digest.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { Facts } from '../../parts/facts.tsx';
import { useSpeech } from '../../words/index.ts';
import { ItemStateWord, OddityChip } from '../state-word.tsx';
import { PagePicture } from './page-picture.tsx';
import { type Pages, useRows } from './use-items.ts';
import '../../stamp/preflight/preflight.css';
import { SidePanel } from '../../parts/dialog.tsx';

const widthPx = 420;

/** A file as it will be stamped: its page with the seals, what the 预检 found, why it failed and what to do. */
export function ItemPanel({
  shown,
  pages,
  password,
  mayChange,
  onLeaveOut,
  onStep,
  onClose,
}: {
  /** A row of the list, or a file that was met elsewhere. */
  shown: number | BatchItem | null;
  pages: Pages | null;
  password: string | undefined;
  /** Nothing runs: files can be taken out and put back. */
  mayChange: boolean;
  onLeaveOut: (item: BatchItem, leftOut: boolean) => void;
  /** To the file before or after it in the list; undefined where there is no list. */
  onStep: ((by: -1 | 1) => void) | undefined;
  onClose: () => void;
}) {
  const { words } = useSpeech();
  const text = words.batch;
  useRows(pages);
  const item = typeof shown === 'number' ? (pages?.at(shown) ?? null) : shown;
  return (
    <SidePanel
      open={shown !== null}
      size={500}
      title={<span className="wrap-anywhere">{item?.name}</span>}
      onClose={onClose}
      footer={
        item !== null && (
          <div className="panel-buttons">
            {onStep !== undefined && (
              <>
                <Button icon={<LeftOutlined />} onClick={() => onStep(-1)} data-testid="panel-previous">
                  {text.panel.previous}
                </Button>
                <Button onClick={() => onStep(1)} data-testid="panel-next">
                  {text.panel.next} <RightOutlined />
                </Button>
              </>
            )}
            <span className="panel-gap" />
            {item.state === 'left-out' ? (
              <Button disabled={!mayChange} onClick={() => onLeaveOut(item, false)} data-testid="panel-put-back">
                {text.items.putBack}
              </Button>
            ) : (
              item.state !== 'done' && (
                <Button disabled={!mayChange} onClick={() => onLeaveOut(item, true)} data-testid="panel-take-out">
                  {text.items.takeOut}
                </Button>
              )
            )}
          </div>
        )
      }
    >
      {item !== null && <ItemDetails key={item.index} item={item} password={password} />}
    </SidePanel>
  );
}

function ItemDetails({ item, password }: { item: BatchItem; password: string | undefined }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.batch.panel;
  const [error, setError] = useState<unknown>(null);
  const attempt = (work: Promise<unknown>) => {
    setError(null);
    work.catch(setError);
  };
  const { look } = item;
  return (
    <div className="stack" data-testid="batch-item-panel">
      <div className="panel-words">
        <ItemStateWord state={item.state} />
        {item.oddities.map((oddity) => (
          <OddityChip key={oddity} oddity={oddity} />
        ))}
      </div>
      {item.error !== null && <ErrorPanel error={item.error} />}
      {item.state === 'done' && (
        <div className="button-row">
          <Button onClick={() => attempt(bridge.openFile(item.outputPath))}>{text.open}</Button>
          {bridge.door === 'electron' && (
            <Button onClick={() => attempt(bridge.call('desktop.reveal', { path: item.outputPath }))}>
              {text.reveal}
            </Button>
          )}
        </div>
      )}
      {error !== null && <ErrorPanel error={error} />}
      {look !== null && <SealedPages item={item} look={look} password={password} />}
      {look !== null && <Findings look={look} />}
      <Facts
        facts={[
          { label: text.original, value: item.path },
          { label: text.output, value: item.outputPath },
          item.line === null ? null : { label: words.batch.items.label, value: words.batch.items.line(item.line) },
          item.reason === '' ? null : { label: text.reason, value: item.reason },
          item.seqs.length === 0
            ? null
            : { label: text.seqs, value: item.seqs.map((seq) => `#${seq}`).join(words.common.separator) },
          item.sha256Before === null ? null : { label: text.before, value: <Digest value={item.sha256Before} /> },
          item.sha256After === null ? null : { label: text.after, value: <Digest value={item.sha256After} /> },
        ]}
      />
    </div>
  );
}

/** The pages with a seal, one at a time. */
function SealedPages({ item, look, password }: { item: BatchItem; look: BatchLook; password: string | undefined }) {
  const { words } = useSpeech();
  const text = words.batch.panel;
  const pages = [...new Set(look.seals.flatMap(({ impressions }) => impressions.map(({ page }) => page)))].sort(
    (one, other) => one - other,
  );
  const [at, setAt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another look begins at its first page
  useEffect(() => setAt(0), [look]);
  const page = pages[at] ?? look.page;
  return (
    <section className="panel-page">
      <div className="panel-page-bar">
        <span>{text.sealsOn(page, look.pageCount)}</span>
        {pages.length > 1 && (
          <span>
            <Button size="small" disabled={at === 0} onClick={() => setAt(at - 1)}>
              {text.previousPage}
            </Button>{' '}
            <Button size="small" disabled={at >= pages.length - 1} onClick={() => setAt(at + 1)}>
              {text.nextPage}
            </Button>
          </span>
        )}
      </div>
      <PagePicture
        path={item.path}
        password={password}
        look={look}
        page={page}
        widthPx={widthPx}
        label={`${item.name} · ${text.sealsOn(page, look.pageCount)}`}
      />
    </section>
  );
}

const levelShapes = { stop: '■', warn: '▲', note: '●' } as const;

function Findings({ look }: { look: BatchLook }) {
  const { language, words } = useSpeech();
  const text = words.batch.panel;
  return (
    <section>
      <h3>{text.findings}</h3>
      {look.findings.length === 0 && <p className="quiet">{text.noFindings}</p>}
      <ul className="panel-findings">
        {look.findings.map((finding) => (
          <li key={JSON.stringify(finding)} className={`preflight-finding preflight-${finding.level}`}>
            <span className="preflight-level">
              <span aria-hidden>{levelShapes[finding.level]}</span> {preflightLevelWords[language][finding.level]}
            </span>
            <div className="preflight-words">
              <div>{describeWarning(finding, language)}</div>
              <div className="quiet">{warningAdvice(finding.code, language)}</div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
