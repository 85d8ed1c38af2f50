import { CheckOutlined } from '@ant-design/icons';
import { type KeyboardEvent, memo, useCallback, useEffect, useRef, useState } from 'react';
import type { BatchItem } from '../../../src-main/contract/index.ts';
import { describeError } from '../../../src-main/words/index.ts';
import { rowsInView, scrollFor } from '../../parts/rows.ts';
import { useSpeech } from '../../words/index.ts';
import { ItemStateWord, OddityChip } from '../state-word.tsx';
import { type Pages, useRows } from './use-items.ts';

const rowHeight = 44;
const beyond = 8;

/** The files, of which only the rows in view exist. The list has the focus, and says which row is meant. */
export function ItemList({
  pages,
  total,
  active,
  selected,
  onActive,
  onToggle,
  onOpen,
}: {
  pages: Pages | null;
  total: number;
  /** The row that the keys are about. */
  active: number;
  selected: ReadonlySet<number>;
  onActive: (row: number) => void;
  onToggle: (item: BatchItem) => void;
  onOpen: (row: number) => void;
}) {
  const { words } = useSpeech();
  const text = words.batch.items;
  const list = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scrollTop: 0, height: 600 });
  const version = useRows(pages);

  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const measure = () => setView({ scrollTop: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);

  const { from, to } = rowsInView(view, { rowHeight, total, beyond });
  // biome-ignore lint/correctness/useExhaustiveDependencies: after a reload the rows in view are asked for again
  useEffect(() => pages?.need({ from, to }), [pages, from, to, version]);
  const open = useCallback(
    (row: number) => {
      onActive(row);
      onOpen(row);
    },
    [onActive, onOpen],
  );

  const go = (row: number) => {
    const element = list.current;
    const next = Math.min(Math.max(0, row), total - 1);
    if (element === null || next < 0) return;
    onActive(next);
    const scrollTop = scrollFor(next, { scrollTop: element.scrollTop, height: element.clientHeight }, rowHeight);
    if (scrollTop !== null) element.scrollTop = scrollTop;
  };
  const press = (event: KeyboardEvent) => {
    const screen = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const to: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + screen,
      PageUp: active - screen,
      Home: 0,
      End: total - 1,
    };
    const item = pages?.at(active) ?? null;
    const next = to[event.key];
    if (next !== undefined) go(next);
    else if (event.key === 'Enter') onOpen(active);
    else if (event.key === ' ' && item !== null) onToggle(item);
    else return;
    event.preventDefault();
  };

  const rows = Array.from({ length: to - from }, (_, at) => from + at);
  return (
    <div
      ref={list}
      className="item-list"
      role="listbox"
      tabIndex={0}
      aria-label={`${text.label}，${text.keys}`}
      aria-multiselectable
      aria-activedescendant={total > 0 ? `batch-row-${active}` : undefined}
      data-testid="batch-items"
      data-total={total}
      onKeyDown={press}
    >
      <div style={{ height: total * rowHeight }}>
        {rows.map((row) => {
          const item = pages?.at(row) ?? null;
          return (
            <Row
              key={row}
              row={row}
              total={total}
              item={item}
              isActive={row === active}
              isSelected={item !== null && selected.has(item.index)}
              onToggle={onToggle}
              onOpen={open}
            />
          );
        })}
      </div>
      {total === 0 && <p className="quiet item-list-empty">{text.empty}</p>}
    </div>
  );
}

/** Drawn anew only when its own file changes: rows rush by. */
const Row = memo(function Row({
  row,
  total,
  item,
  isActive,
  isSelected,
  onToggle,
  onOpen,
}: {
  row: number;
  total: number;
  item: BatchItem | null;
  isActive: boolean;
  isSelected: boolean;
  onToggle: (item: BatchItem) => void;
  onOpen: (row: number) => void;
}) {
  const { language, words } = useSpeech();
  const text = words.batch.items;
  const error = item?.error ? describeError(item.error, language).happened : null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys go to the list, which says which row is meant
    <div
      id={`batch-row-${row}`}
      className="item-row"
      role="option"
      tabIndex={-1}
      aria-selected={isSelected}
      aria-posinset={row + 1}
      aria-setsize={total}
      data-active={isActive}
      data-testid="batch-item"
      data-index={item?.index}
      data-state={item?.state}
      style={{ top: row * rowHeight, height: rowHeight }}
      onClick={() => onOpen(row)}
    >
      {item !== null && (
        <>
          {/* For the mouse alone: the row says whether it is selected, and the space bar selects it. */}
          <span
            className="item-check"
            aria-hidden
            title={text.select(item.name)}
            data-testid="item-check"
            onClick={(event) => {
              event.stopPropagation();
              onToggle(item);
            }}
          >
            <span className="item-box">{isSelected && <CheckOutlined />}</span>
          </span>
          <ItemStateWord state={item.state} />
          <span className="item-name" title={item.path}>
            <span className="item-file">{item.name}</span>
            {error !== null && <span className="item-error">{error}</span>}
          </span>
          <span className="item-oddities">
            {item.oddities.slice(0, 2).map((oddity) => (
              <OddityChip key={oddity} oddity={oddity} />
            ))}
            {item.oddities.length > 2 && <span className="oddity-chip">+{item.oddities.length - 2}</span>}
          </span>
          <span className="item-pages figures quiet">
            {item.look !== null ? text.pages(item.look.pageCount) : item.error === null ? text.notLooked : ''}
          </span>
        </>
      )}
    </div>
  );
});
