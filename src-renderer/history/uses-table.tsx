import { Table, Tag } from 'antd';
import type { HistoryRow } from '../../src-main/contract/index.ts';
import { formatTime } from '../../src-main/words/index.ts';
import { useSpeech } from '../words/index.ts';
import { OutcomeWord } from './outcome-word.tsx';

export const pageRows = 50;

/** One page of the uses of seals; a row opens its details. */
export function UsesTable({
  rows,
  total,
  pageNumber,
  loading,
  onPage,
  onOpen,
}: {
  rows: HistoryRow[];
  total: number;
  pageNumber: number;
  loading: boolean;
  onPage: (pageNumber: number) => void;
  onOpen: (row: HistoryRow) => void;
}) {
  const { language, words } = useSpeech();
  return (
    <Table<HistoryRow>
      size="medium"
      rowKey="seq"
      loading={loading}
      dataSource={rows}
      locale={{ emptyText: words.history.none }}
      pagination={{
        current: pageNumber,
        pageSize: pageRows,
        total: total,
        showSizeChanger: false,
        onChange: onPage,
        showTotal: words.history.total,
      }}
      onRow={(record) => ({
        onClick: () => onOpen(record),
        onKeyDown: (event) => event.key === 'Enter' && onOpen(record),
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
          width: 144,
          render: (_, record) => <OutcomeWord outcome={record.outcome} />,
        },
      ]}
    />
  );
}
