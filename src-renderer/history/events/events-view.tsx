import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import type { LedgerEvent } from '../../../src-main/contract/index.ts';
import { describeEvent, formatExactTime, historyWords } from '../../../src-main/words/index.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { rowsInView } from '../../parts/rows.ts';
import { useSpeech } from '../../words/index.ts';
import { useListView } from '../use-list-view.ts';
import { toggled } from '../uses/narrowing.ts';
import { type EventGroup, eventGroups, kindsOfGroup } from './event-groups.ts';
import { EventPanel } from './event-panel.tsx';
import { type ListedEvents, useEvents } from './use-events.ts';

const rowHeight = 40;
const twoLineRowHeight = 60;
const beyond = 12;
const readOnBefore = 60;

/** All that is on record, by kinds. */
export function EventsView({
  active,
  version,
  onOpenUse,
}: {
  active: boolean;
  version: number;
  onOpenUse: (seq: number) => void;
}) {
  const { words } = useSpeech();
  const text = words.history.events;
  const [chosen, setChosen] = useState<readonly EventGroup[]>([]);
  const kinds = useMemo(() => chosen.flatMap((group) => [...kindsOfGroup[group]]), [chosen]);
  const { listed, error, readOn } = useEvents(kinds, active, version);
  const [event, setEvent] = useState<LedgerEvent | null>(null);
  return (
    <>
      <fieldset className="chips" aria-label={text.kinds}>
        {eventGroups.map((group) => (
          <button
            key={group}
            type="button"
            className="chip"
            aria-pressed={chosen.includes(group)}
            data-testid={`events-${group}`}
            onClick={() => setChosen(toggled(chosen, group))}
          >
            {text.groups[group]}
          </button>
        ))}
      </fieldset>
      {error !== null && <ErrorPanel error={error} />}
      {listed?.events.length === 0 && (
        <div className="empty">
          <strong>{text.none}</strong>
        </div>
      )}
      {listed !== null && listed.events.length > 0 && (
        <EventsTable listed={listed} onReadOn={readOn} onOpen={setEvent} />
      )}
      <EventPanel
        event={event}
        onOpenUse={(seq) => {
          setEvent(null);
          onOpenUse(seq);
        }}
        onClose={() => setEvent(null)}
      />
    </>
  );
}

function EventsTable({
  listed,
  onReadOn,
  onOpen,
}: {
  listed: ListedEvents;
  onReadOn: () => void;
  onOpen: (event: LedgerEvent) => void;
}) {
  const { words } = useSpeech();
  const text = words.history.events;
  const { events } = listed;
  const body = useRef<HTMLTableSectionElement>(null);
  const head = useRef<HTMLTableSectionElement>(null);
  const view = useListView(body, head);
  const height = view.isNarrow ? twoLineRowHeight : rowHeight;
  const [active, setActive] = useState(0);
  const total = events.length;
  const row = Math.min(active, total - 1);
  const { from, to } = rowsInView(view, { rowHeight: height, total, beyond });
  useEffect(() => {
    if (to > total - readOnBefore) onReadOn();
  }, [to, total, onReadOn]);

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
    const wanted = steps[event.key];
    const here = events[row];
    if (wanted !== undefined) {
      const next = Math.min(Math.max(0, wanted), total - 1);
      setActive(next);
      view.reveal(next * height, height);
    } else if (event.key === 'Enter' && here) onOpen(here);
    else return;
    event.preventDefault();
  };
  const open = useRef(onOpen);
  open.current = onOpen;
  const [pick] = useState(() => (at: number, event: LedgerEvent) => {
    setActive(at);
    open.current(event);
  });
  return (
    <div className="acts events" data-narrow={view.isNarrow}>
      <table
        className="acts-grid"
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are gone through with the keys is a grid
        role="grid"
        tabIndex={0}
        aria-label={`${text.list}，${words.history.keys}`}
        aria-rowcount={listed.isWhole ? total + 1 : -1}
        aria-activedescendant={`event-${row}`}
        data-testid="events-list"
        onKeyDown={press}
      >
        <thead ref={head} className="acts-columns">
          <tr aria-rowindex={1}>
            {[text.number, words.history.time, text.kind, text.what].map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} className="acts-body" style={{ height: total * height }}>
          {events.slice(from, to).map((event, at) => (
            <EventRow
              key={event.number}
              at={from + at}
              top={(from + at) * height}
              height={height}
              event={event}
              isActive={from + at === row}
              onPick={pick}
            />
          ))}
        </tbody>
      </table>
      {!listed.isWhole && <p className="acts-foot quiet">{words.common.loading}</p>}
    </div>
  );
}

const EventRow = memo(function EventRow({
  at,
  top,
  height,
  event,
  isActive,
  onPick,
}: {
  at: number;
  top: number;
  height: number;
  event: LedgerEvent;
  isActive: boolean;
  onPick: (at: number, event: LedgerEvent) => void;
}) {
  const { language } = useSpeech();
  return (
    <tr
      id={`event-${at}`}
      className="act-row"
      aria-rowindex={at + 2}
      aria-selected={isActive}
      data-testid="event-row"
      data-kind={event.kind}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={() => onPick(at, event)}
    >
      <td>{event.number}</td>
      <td>{formatExactTime(event.time, language)}</td>
      <td>{historyWords[language].eventKinds[event.kind]}</td>
      <td>{describeEvent(event, language)}</td>
    </tr>
  );
});
