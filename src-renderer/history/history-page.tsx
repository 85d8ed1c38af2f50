import { DownloadOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, DatePicker, Input, Table, Tag } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useCallback, useEffect, useState } from 'react';
import {
  type HistoryFilter,
  type HistoryOutcome,
  type HistoryRow,
  historyOutcome,
  type MethodOutput,
} from '../../src-main/contract/index.ts';
import { formatTime } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import { DayStrip } from './day-strip.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { OutcomeWord } from './outcome-word.tsx';
import './history.css';

const pageRows = 50;
/** Milliseconds without typing before the search is asked. */
const settleMs = 250;

interface Narrowing {
  search: string;
  outcomes: HistoryOutcome[];
  sealIds: string[];
  days: [Dayjs | null, Dayjs | null] | null;
}

const everything: Narrowing = { search: '', outcomes: [], sealIds: [], days: null };

function toFilter({ search, outcomes, sealIds, days }: Narrowing): HistoryFilter {
  return {
    search,
    outcomes,
    sealIds,
    from: days?.[0]?.startOf('day').toISOString(),
    to: days?.[1]?.endOf('day').toISOString(),
  };
}

/** 记录: every use of a seal, searchable, and exportable as it is filtered. */
export function HistoryPage({ active }: { active: boolean }) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const [narrowing, setNarrowing] = useState(everything);
  const [pageNumber, setPageNumber] = useState(1);
  const [found, setFound] = useState<MethodOutput<'history.list'> | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [row, setRow] = useState<HistoryRow | null>(null);
  const [exported, setExported] = useState<string | null>(null);

  const load = useCallback(async () => {
    try {
      const filter = toFilter(narrowing);
      setFound(await bridge.call('history.list', { filter, offset: (pageNumber - 1) * pageRows, limit: pageRows }));
      setError(null);
    } catch (thrown) {
      setError(thrown);
    }
  }, [bridge, narrowing, pageNumber]);

  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(load, settleMs);
    return () => clearTimeout(timer);
  }, [active, load]);

  const narrow = (change: Partial<Narrowing>) => {
    setNarrowing((before) => ({ ...before, ...change }));
    setPageNumber(1);
    setExported(null);
  };
  const toggle = <T,>(list: T[], item: T) =>
    list.includes(item) ? list.filter((one) => one !== item) : [...list, item];

  const exportCsv = async () => {
    setExported(null);
    try {
      const made = await bridge.call('history.export', { format: 'csv', filter: toFilter(narrowing) });
      const saved = await bridge.saveFile(made.fileName, made.content, 'text/csv');
      if (saved !== null) setExported(words.history.exported(saved, made.rowCount));
    } catch (thrown) {
      setError(thrown);
    }
  };

  const narrowed =
    narrowing.search !== '' || narrowing.outcomes.length > 0 || narrowing.sealIds.length > 0 || narrowing.days !== null;

  return (
    <div className="page-scroll history">
      <header className="page-head">
        <h1>{words.nav.history}</h1>
        {exported !== null && (
          <span className="quiet" role="status">
            {exported}
          </span>
        )}
        <Button icon={<DownloadOutlined />} onClick={exportCsv} disabled={found?.total === 0} data-testid="export-csv">
          {words.history.export}
        </Button>
      </header>
      {error !== null && <ErrorPanel error={error} />}
      <div className="history-filters">
        <Input
          allowClear
          prefix={<SearchOutlined aria-hidden />}
          placeholder={words.history.search}
          aria-label={words.history.search}
          value={narrowing.search}
          data-testid="history-search"
          onChange={(event) => narrow({ search: event.target.value })}
        />
        <DatePicker.RangePicker
          value={narrowing.days}
          allowEmpty={[true, true]}
          placeholder={[words.history.from, words.history.to]}
          onChange={(days) => narrow({ days })}
        />
        {narrowed && (
          <Button type="link" onClick={() => narrow(everything)}>
            {words.history.clear}
          </Button>
        )}
      </div>
      <div className="history-chips">
        <span className="quiet">{words.history.outcome}</span>
        {historyOutcome.options.map((outcome) => (
          <Tag.CheckableTag
            key={outcome}
            checked={narrowing.outcomes.includes(outcome)}
            onChange={() => narrow({ outcomes: toggle(narrowing.outcomes, outcome) })}
          >
            {words.outcomes[outcome]}
          </Tag.CheckableTag>
        ))}
        {(found?.seals.length ?? 0) > 0 && <span className="quiet chips-next">{words.history.seal}</span>}
        {found?.seals.map((seal) => (
          <Tag.CheckableTag
            key={seal.sealId}
            checked={narrowing.sealIds.includes(seal.sealId)}
            onChange={() => narrow({ sealIds: toggle(narrowing.sealIds, seal.sealId) })}
          >
            {seal.sealName}
          </Tag.CheckableTag>
        ))}
      </div>
      {found !== null && (found.days.length > 0 || found.total > 0) && (
        <DayStrip days={found.days} onDay={(day) => narrow({ days: [dayjs(day), dayjs(day)] })} />
      )}
      {found !== null && found.total === 0 && !narrowed ? (
        <div className="empty">
          <strong>{words.history.empty}</strong>
          <p>{words.history.emptyNext}</p>
        </div>
      ) : (
        <Table<HistoryRow>
          size="medium"
          rowKey="seq"
          loading={found === null && error === null}
          dataSource={found?.rows ?? []}
          locale={{ emptyText: words.history.none }}
          pagination={{
            current: pageNumber,
            pageSize: pageRows,
            total: found?.total ?? 0,
            showSizeChanger: false,
            onChange: setPageNumber,
            showTotal: words.history.total,
          }}
          onRow={(record) => ({
            onClick: () => setRow(record),
            onKeyDown: (event) => event.key === 'Enter' && setRow(record),
            tabIndex: 0,
            className: 'history-row',
            'data-testid': 'history-row',
            'data-outcome': record.outcome,
          })}
          columns={[
            { title: words.history.number, dataIndex: 'seq', width: 64, className: 'figures' },
            {
              title: words.history.time,
              width: 176,
              className: 'figures',
              render: (_, record) => formatTime(record.at, language),
            },
            {
              title: words.history.seal,
              ellipsis: true,
              width: '18%',
              render: (_, record) => (
                <>
                  {record.sealName} {record.trial && <Tag className="trial-tag">{words.common.trial}</Tag>}
                </>
              ),
            },
            { title: words.history.document, dataIndex: 'documentName', ellipsis: true },
            { title: words.history.page, dataIndex: 'page', width: 56, className: 'figures' },
            { title: words.history.reason, dataIndex: 'reason', ellipsis: true, width: '16%' },
            { title: words.history.operator, dataIndex: 'operator', ellipsis: true, width: 104 },
            {
              title: words.history.outcome,
              width: 128,
              render: (_, record) => <OutcomeWord outcome={record.outcome} />,
            },
          ]}
        />
      )}
      <HistoryPanel row={row} onClose={() => setRow(null)} />
    </div>
  );
}
