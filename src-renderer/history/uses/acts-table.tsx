import { Tag } from 'antd';
import { type KeyboardEvent, memo, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { formatTime } from '../../../src-main/words/index.ts';
import { rowsInView } from '../../parts/rows.ts';
import { useSpeech } from '../../words/index.ts';
import { OutcomeWord } from '../outcome-word.tsx';
import { useListView } from '../use-list-view.ts';
import { type Act, actsOf, numbersOf } from './acts.ts';
import type { ListedUses } from './use-uses.ts';
import { WayWords } from './way-words.tsx';

const rowHeight = 44;
const twoLineRowHeight = 64;
const beyond = 12;
/** So many rows before the end the next ones are asked for. */
const readOnBefore = 60;

/**
 * The acts of sealing, of which only the rows in view exist. The list has the focus, and says which row is meant; the page scrolls, the head stays.
 */
export function ActsTable({
  listed,
  head,
  onReadOn,
  onOpen,
}: {
  listed: ListedUses;
  /** Stays above the names of the columns. */
  head: ReactNode;
  onReadOn: () => void;
  onOpen: (act: Act) => void;
}) {
  const { words } = useSpeech();
  const text = words.history;
  const acts = useMemo(() => actsOf(listed.rows), [listed.rows]);
  const body = useRef<HTMLTableSectionElement>(null);
  const headRef = useRef<HTMLTableSectionElement>(null);
  const view = useListView(body, headRef);
  const height = view.isNarrow ? twoLineRowHeight : rowHeight;
  const [active, setActive] = useState(0);
  const total = acts.length;
  const row = Math.min(active, Math.max(0, total - 1));
  const { from, to } = rowsInView(view, { rowHeight: height, total, beyond });

  useEffect(() => {
    if (to > total - readOnBefore) onReadOn();
  }, [to, total, onReadOn]);

  const go = (next: number) => {
    const wanted = Math.min(Math.max(0, next), total - 1);
    if (wanted < 0) return;
    setActive(wanted);
    view.reveal(wanted * height, height);
  };
  const press = (event: KeyboardEvent) => {
    const screen = Math.max(1, Math.floor(view.height / height) - 1);
    const steps: Record<string, number> = {
      ArrowDown: row + 1,
      ArrowUp: row - 1,
      PageDown: row + screen,
      PageUp: row - screen,
      Home: 0,
      End: total - 1,
    };
    const next = steps[event.key];
    const act = acts[row];
    if (next !== undefined) go(next);
    else if (event.key === 'Enter' && act) onOpen(act);
    else return;
    event.preventDefault();
  };
  const open = useRef(onOpen);
  open.current = onOpen;
  const [pick] = useState(() => (at: number, act: Act) => {
    setActive(at);
    open.current(act);
  });

  const columns = [
    text.number,
    text.time,
    text.seal,
    text.document,
    text.way,
    text.reason,
    text.operator,
    text.outcome,
  ];
  return (
    <div className="acts" data-narrow={view.isNarrow}>
      <div className="acts-bar">{head}</div>
      <table
        className="acts-grid"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are gone through with the keys is a grid
        role="grid"
        tabIndex={0}
        aria-label={`${text.list}，${text.keys}`}
        aria-rowcount={listed.isWhole ? total + 1 : -1}
        aria-activedescendant={total > 0 ? `act-${row}` : undefined}
        data-testid="history-list"
        onKeyDown={press}
      >
        <thead ref={headRef} className="acts-columns">
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} className="acts-body" style={{ height: total * height }}>
          {acts.slice(from, to).map((act, at) => (
            <ActRow
              key={act[0].seq}
              at={from + at}
              top={(from + at) * height}
              height={height}
              act={act}
              isActive={from + at === row}
              columns={columns}
              onPick={pick}
            />
          ))}
        </tbody>
      </table>
      <p className="acts-foot quiet" role="status">
        {total === 0 ? `${text.none} · ${text.noneNext}` : listed.isWhole ? text.allShown : text.more}
      </p>
    </div>
  );
}

/** Drawn anew only when its act changes: rows rush by. */
const ActRow = memo(function ActRow({
  at,
  top,
  height,
  act,
  isActive,
  columns,
  onPick,
}: {
  at: number;
  top: number;
  height: number;
  act: Act;
  isActive: boolean;
  columns: readonly string[];
  onPick: (at: number, act: Act) => void;
}) {
  const { language, words } = useSpeech();
  const [first] = act;
  const seals = act.toReversed().map(({ sealName }) => sealName);
  const outcomes = [...new Set(act.map(({ outcome }) => outcome))];
  const cells: ReactNode[] = [
    numbersOf(act),
    formatTime(first.at, language),
    <>
      {seals.join(words.common.separator)} {first.trial && <Tag className="trial-tag">{words.common.trial}</Tag>}
    </>,
    first.documentName,
    <WayWords key="way" act={act} />,
    first.reason,
    first.operator,
    outcomes.map((outcome) => <OutcomeWord key={outcome} outcome={outcome} />),
  ];
  return (
    <tr
      id={`act-${at}`}
      className="act-row"
      aria-rowindex={at + 2}
      aria-selected={isActive}
      data-testid="history-row"
      data-outcome={first.outcome}
      data-seq={first.seq}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={() => onPick(at, act)}
    >
      {cells.map((cell, column) => (
        <td
          key={columns[column]}
          className={`act-cell-${column}`}
          title={column === 3 ? `${first.documentName} ${first.documentNumber}`.trim() : undefined}
        >
          {cell}
        </td>
      ))}
    </tr>
  );
});
