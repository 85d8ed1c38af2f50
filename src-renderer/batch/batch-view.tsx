import { ArrowLeftOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Batch, BatchItem, MethodInput } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { isAtWork, isRunning } from './figures.ts';
import { ItemFilters } from './items/item-filters.tsx';
import { ItemList } from './items/item-list.tsx';
import { ItemPanel } from './items/item-panel.tsx';
import { PilePanel } from './items/pile.tsx';
import { RandomPages } from './items/random-pages.tsx';
import { everything, type ItemFilter, useItems } from './items/use-items.ts';
import { ActionBar } from './run/action-bar.tsx';
import { BatchStateWord } from './state-word.tsx';
import { useBatches } from './use-batches.tsx';

/** One batch: looked at before, watched while it runs, and what came of it. */
export function BatchView({
  batch,
  isNew,
  onBack,
  onHistory,
}: {
  batch: Batch;
  /** It was just made: its files are looked at by itself. */
  isNew: boolean;
  onBack: () => void;
  onHistory: () => void;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const { keep } = useBatches();
  const text = words.batch;
  const { id } = batch;
  const [filter, setFilter] = useState<ItemFilter>(everything);
  const { listed, error: itemsError, pages, reload } = useItems(id, filter);
  const [active, setActive] = useState(0);
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  /** The row whose file is in the panel; or a file that was met elsewhere. */
  const [shown, setShown] = useState<number | BatchItem | null>(null);
  const [isRandom, setRandom] = useState(false);
  const [password, setPassword] = useState<string | undefined>(undefined);
  const [typed, setTyped] = useState('');
  const [said, setSaid] = useState('');
  const [error, setError] = useState<unknown>(null);

  const choose = (chosen: ItemFilter) => {
    setFilter(chosen);
    setActive(0);
  };
  const look = useCallback(
    async (withPassword?: string) => {
      setError(null);
      try {
        keep(
          await bridge.call('batch.look', { id, ...(withPassword === undefined ? {} : { password: withPassword }) }),
        );
      } catch (thrown) {
        setError(thrown);
      }
      reload();
    },
    [bridge, id, keep, reload],
  );
  const begun = useRef(false);
  useEffect(() => {
    if (!isNew || begun.current) return;
    begun.current = true;
    void look();
  }, [isNew, look]);
  const isOver = !isAtWork(batch);
  const wasOver = useRef(isOver);
  useEffect(() => {
    // What the files differ in is known when all were looked at, and where they stand when all were stamped.
    if (isOver && !wasOver.current) reload();
    wasOver.current = isOver;
  }, [isOver, reload]);

  const leaveOut = async (which: Omit<MethodInput<'batch.leaveOut'>, 'id'>, count: number) => {
    setError(null);
    try {
      keep(await bridge.call('batch.leaveOut', { id, ...which }));
      setSaid(which.leftOut ? text.items.tookOut(count) : text.items.gotBack(count));
      setSelected(new Set());
      reload();
    } catch (thrown) {
      setError(thrown);
    }
  };
  const retry = async (withPassword?: string) => {
    setError(null);
    try {
      keep(await bridge.call('batch.retry', { id }));
      await look(withPassword);
    } catch (thrown) {
      setError(thrown);
    }
  };
  const toggle = useCallback(({ index }: BatchItem) => {
    setSelected((before) => {
      const after = new Set(before);
      if (!after.delete(index)) after.add(index);
      return after;
    });
  }, []);

  const total = listed?.total ?? 0;
  const mayChange = isOver;
  const step = (by: -1 | 1) => {
    const next = Math.min(Math.max(0, (typeof shown === 'number' ? shown : active) + by), total - 1);
    pages?.need({ from: next, to: next + 1 });
    setActive(next);
    setShown(next);
  };
  const oddity = filter.oddity;
  const oddCount = oddity === null ? 0 : (listed?.oddities[oddity] ?? 0);
  const protectedCount = listed?.oddities.protected ?? 0;
  const chosen = useMemo(() => [...selected], [selected]);

  return (
    <div className="batch-view">
      <header className="batch-head">
        <Button icon={<ArrowLeftOutlined />} onClick={onBack} data-testid="batch-back">
          {text.list.back}
        </Button>
        <h1 title={batch.name}>{batch.name}</h1>
        <BatchStateWord state={batch.state} />
        <span className="quiet figures">{text.files(batch.total)}</span>
        {batch.lookedAt > 0 && isOver && !isRunning(batch) && (
          <span className="quiet" data-testid="batch-odd">
            {batch.oddCount === 0 ? text.look.none : text.look.odd(batch.oddCount)}
          </span>
        )}
        <span className="off-screen" role="status">
          {said}
        </span>
      </header>
      <ItemFilters batch={batch} listed={listed} filter={filter} onFilter={choose} />
      <div className="batch-columns">
        <section className="batch-items">
          <div className="item-tools">
            {selected.size > 0 ? (
              <>
                <span className="figures">{text.items.selected(selected.size)}</span>
                <Button
                  size="small"
                  disabled={!mayChange}
                  onClick={() => void leaveOut({ indexes: chosen, leftOut: true }, chosen.length)}
                  data-testid="take-out"
                >
                  {text.items.takeOut}
                </Button>
                <Button
                  size="small"
                  disabled={!mayChange}
                  onClick={() => void leaveOut({ indexes: chosen, leftOut: false }, chosen.length)}
                  data-testid="put-back"
                >
                  {text.items.putBack}
                </Button>
                <Button size="small" type="text" onClick={() => setSelected(new Set())}>
                  {text.items.clear}
                </Button>
              </>
            ) : oddity !== null && oddCount > 0 ? (
              <Button
                size="small"
                disabled={!mayChange}
                onClick={() => void leaveOut({ oddity, leftOut: true }, oddCount)}
                data-testid="take-out-all"
              >
                {text.items.takeOutAll(text.oddities[oddity], oddCount)}
              </Button>
            ) : (
              <span className="quiet">{text.items.keys}</span>
            )}
            {mayChange && oddity === 'protected' && protectedCount > 0 && (
              <form
                className="batch-password"
                onSubmit={(event) => {
                  event.preventDefault();
                  if (typed === '') return;
                  setPassword(typed);
                  void retry(typed);
                  setTyped('');
                }}
              >
                <Input.Password
                  size="small"
                  value={typed}
                  autoComplete="off"
                  placeholder={text.look.password}
                  aria-label={text.look.passwordHint(protectedCount)}
                  data-testid="batch-password"
                  onChange={(event) => setTyped(event.target.value)}
                />
                <Button size="small" htmlType="submit" disabled={typed === ''} data-testid="batch-use-password">
                  {text.look.usePassword}
                </Button>
              </form>
            )}
          </div>
          {itemsError !== null && <ErrorPanel error={itemsError} />}
          <ItemList
            pages={pages}
            total={total}
            active={active}
            selected={selected}
            onActive={setActive}
            onToggle={toggle}
            onOpen={setShown}
          />
        </section>
        <PilePanel batch={batch} onRandom={() => setRandom(true)} />
      </div>
      <ActionBar
        batch={batch}
        password={password}
        error={error}
        onLook={() => void look(password)}
        onRetry={() => void retry(password)}
        onKeep={keep}
        onHistory={onHistory}
      />
      {isRandom && <RandomPages id={id} password={password} onOpen={setShown} onClose={() => setRandom(false)} />}
      <ItemPanel
        shown={shown}
        pages={pages}
        password={password}
        mayChange={mayChange}
        onLeaveOut={(one, leftOut) => {
          void leaveOut({ indexes: [one.index], leftOut }, 1);
          if (typeof shown !== 'number') setShown(null);
        }}
        onStep={typeof shown === 'number' ? step : undefined}
        onClose={() => setShown(null)}
      />
    </div>
  );
}
