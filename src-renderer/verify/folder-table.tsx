import { ExclamationCircleFilled, WarningFilled } from '@ant-design/icons';
import { Button } from 'antd';
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { FolderOutcome, FolderRow, Language } from '../../src-main/contract/index.ts';
import {
  describeError,
  describeOutcome,
  describeStep,
  formatTime,
  listSealPicturePages,
  nextStepWords,
} from '../../src-main/words/index.ts';
import { cutMiddle } from '../format/middle-cut.ts';
import { useMediaQuery } from '../parts/media-query.ts';
import { rowsInView, scrollFor } from '../parts/rows.ts';
import { VerdictBadge } from '../parts/verdict-badge.tsx';
import { useSpeech } from '../words/index.ts';
import { outcomeOrder, worstFirst } from './folder-order.ts';

const rowHeight = 60;
/** Each cell is a line of its own. */
const narrowRowHeight = 144;
const beyond = 8;
/** What two lines of the column hold, in Latin letters. */
const nameWidth = 76;

/** A row for each file, the worst first, narrowed by outcome; only the rows in view exist. */
export function FolderTable({
  rows,
  emptyText,
  onOpen,
}: {
  rows: readonly FolderRow[];
  emptyText: string;
  onOpen: (row: FolderRow) => void;
}) {
  const { language, words } = useSpeech();
  const [only, setOnly] = useState<FolderOutcome | null>(null);
  const text = words.verify.folder;
  const sorted = useMemo(() => worstFirst(rows), [rows]);
  const counts = useMemo(() => {
    const found = new Map<FolderOutcome, number>();
    for (const { outcome } of rows) found.set(outcome, (found.get(outcome) ?? 0) + 1);
    return found;
  }, [rows]);
  const shown = useMemo(
    () => (only === null ? sorted : sorted.filter(({ outcome }) => outcome === only)),
    [sorted, only],
  );
  return (
    <>
      <fieldset className="folder-filter" aria-label={text.filter}>
        <Button type={only === null ? 'primary' : 'default'} aria-pressed={only === null} onClick={() => setOnly(null)}>
          {text.all(rows.length)}
        </Button>
        {outcomeOrder.map((outcome) => {
          const count = counts.get(outcome);
          return count === undefined ? null : (
            <Button
              key={outcome}
              type={only === outcome ? 'primary' : 'default'}
              aria-pressed={only === outcome}
              onClick={() => setOnly(outcome)}
              data-testid={`only-${outcome}`}
            >
              {`${describeOutcome(outcome, language)} ${count}`}
            </Button>
          );
        })}
      </fieldset>
      {shown.length === 0 ? <p className="quiet">{emptyText}</p> : <Rows rows={shown} onOpen={onOpen} />}
    </>
  );
}

function Rows({ rows, onOpen }: { rows: readonly FolderRow[]; onOpen: (row: FolderRow) => void }) {
  const { language, words } = useSpeech();
  const text = words.verify.folder;
  const isNarrow = useMediaQuery('(max-width: 900px)');
  const height = isNarrow ? narrowRowHeight : rowHeight;
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scrollTop: 0, height: 0 });
  const [active, setActive] = useState(0);
  const takesFocus = useRef(false);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => setView({ scrollTop: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const total = rows.length;
  const { from, to } = rowsInView(view, { rowHeight: height, total, beyond });
  /** The one that Tab leads to: the one last meant, or where it is not there the first that is. */
  const reachable = active >= from && active < to ? active : from;
  useEffect(() => {
    if (!takesFocus.current) return;
    takesFocus.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-row="${active}"]`)?.focus({ preventScroll: true });
  });

  const press = (event: KeyboardEvent) => {
    const screen = Math.max(1, Math.floor(view.height / height) - 1);
    const steps: Record<string, number> = {
      ArrowDown: reachable + 1,
      ArrowUp: reachable - 1,
      PageDown: reachable + screen,
      PageUp: reachable - screen,
      Home: 0,
      End: total - 1,
    };
    const wanted = steps[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    const next = Math.min(Math.max(0, wanted), total - 1);
    const top = scrollFor(next, view, height);
    if (top !== null) scroller.current?.scrollTo({ top });
    takesFocus.current = true;
    setActive(next);
    setView((before) => ({ ...before, scrollTop: top ?? before.scrollTop }));
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys go from one row's button to the next
    <div
      className="folder-rows"
      ref={scroller}
      onScroll={(event) => {
        const { scrollTop } = event.currentTarget;
        setView((before) => (before.scrollTop === scrollTop ? before : { ...before, scrollTop }));
      }}
      onKeyDown={press}
    >
      <table data-narrow={isNarrow} aria-rowcount={total + 1} data-testid="folder-table" data-total={total}>
        <thead>
          <tr>
            <th scope="col">{words.verify.files}</th>
            <th scope="col">{text.outcome}</th>
            <th scope="col">{text.signerOrCause}</th>
            <th scope="col">{nextStepWords[language].title}</th>
            <th scope="col">{words.verify.time}</th>
          </tr>
        </thead>
        <tbody>
          {from > 0 && (
            <tr aria-hidden>
              <td colSpan={5} style={{ height: from * height, padding: 0, border: 0 }} />
            </tr>
          )}
          {rows.slice(from, to).map((row, offset) => {
            const index = from + offset;
            return (
              <Row
                key={row.path}
                row={row}
                index={index}
                height={height}
                isReachable={index === reachable}
                onOpen={onOpen}
                onActive={setActive}
              />
            );
          })}
          {to < total && (
            <tr aria-hidden>
              <td colSpan={5} style={{ height: (total - to) * height, padding: 0, border: 0 }} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function Row({
  row,
  index,
  height,
  isReachable,
  onOpen,
  onActive,
}: {
  row: FolderRow;
  index: number;
  height: number;
  isReachable: boolean;
  onOpen: (row: FolderRow) => void;
  onActive: (index: number) => void;
}) {
  const { language, words } = useSpeech();
  const time = row.outcome === 'unreadable' ? null : row.signatures.at(-1)?.signingTime;
  const told =
    row.outcome === 'unreadable'
      ? describeError(row.error, language, 'checking').happened
      : [...new Set(row.signatures.map(({ signerName }) => signerName))].join(words.common.separator);
  const todo = nextStepOf(row, language);
  return (
    <tr style={{ height }} aria-rowindex={index + 2} data-testid="folder-row" data-outcome={row.outcome}>
      <td>
        <button
          type="button"
          className="folder-file"
          title={row.name}
          tabIndex={isReachable ? 0 : -1}
          data-row={index}
          onFocus={() => onActive(index)}
          onClick={() => onOpen(row)}
        >
          {cutMiddle(row.name, nameWidth)}
        </button>
      </td>
      <td>
        <Outcome row={row} />
      </td>
      <td>
        <span className="two-lines" title={told}>
          {told}
        </span>
      </td>
      <td>
        <span className="two-lines" title={todo} data-testid="folder-next-step">
          {todo}
        </span>
      </td>
      <td className="figures">{time ? formatTime(time, language) : ''}</td>
    </tr>
  );
}

/** The most pressing one; what is in order needs none. */
function nextStepOf(row: FolderRow, language: Language): string {
  if (row.outcome === 'unreadable') return describeError(row.error, language, 'checking').next;
  const [step] = row.outcome === 'valid' ? [] : row.nextSteps;
  return step === undefined ? '' : describeStep(step, language);
}

function Outcome({ row }: { row: FolderRow }) {
  const { language, words } = useSpeech();
  if (row.outcome === 'unreadable')
    return (
      <span className="danger-text">
        <WarningFilled aria-hidden /> {describeOutcome(row.outcome, language)}
      </span>
    );
  const pages = listSealPicturePages(row.unsignedSealPictures, language);
  return (
    <>
      <VerdictBadge verdict={row.outcome} /> {row.trial && <span className="quiet">{words.verify.trialShort}</span>}
      {pages !== '' && (
        <div className="folder-pictures tone-note" data-testid="row-seal-pictures">
          <span className="line-icon">
            <ExclamationCircleFilled aria-hidden />
          </span>
          <span className="one-line" title={words.verify.sealPictures.inRow(pages)}>
            {words.verify.sealPictures.inRow(pages)}
          </span>
        </div>
      )}
    </>
  );
}
