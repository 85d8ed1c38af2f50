import { Table } from 'antd';
import type { RepairRow } from '../../../src-main/contract/index.ts';
import { formatTime } from '../../../src-main/words/index.ts';
import { fileName } from '../../format/file-name.ts';
import { useSpeech } from '../../words/index.ts';

const pageRows = 50;

/** The repaired copies that were made of damaged files, the newest first; a row opens its details. */
export function RepairsTable({
  rows,
  onOpen,
}: {
  /** null: not yet read. */
  rows: RepairRow[] | null;
  onOpen: (row: RepairRow) => void;
}) {
  const { language, words } = useSpeech();
  const text = words.history;
  if (rows?.length === 0) {
    return (
      <div className="empty">
        <strong>{text.repairs.empty}</strong>
        <p>{text.repairs.emptyNext}</p>
      </div>
    );
  }
  return (
    <Table<RepairRow>
      size="medium"
      rowKey="id"
      loading={rows === null}
      dataSource={rows ?? []}
      pagination={{ pageSize: pageRows, showSizeChanger: false, showTotal: text.repairs.total }}
      onRow={(record) => ({
        onClick: () => onOpen(record),
        onKeyDown: (event) => event.key === 'Enter' && onOpen(record),
        tabIndex: 0,
        className: 'history-row',
        'data-testid': 'repair-row',
      })}
      columns={[
        { title: text.number, dataIndex: 'id', width: 64, className: 'figures' },
        { title: text.time, width: 176, className: 'figures', render: (_, { at }) => formatTime(at, language) },
        { title: text.repairs.damaged, ellipsis: true, render: (_, { inputPath }) => fileName(inputPath) },
        { title: text.repairs.copy, ellipsis: true, render: (_, { outputPath }) => fileName(outputPath) },
        { title: text.operator, dataIndex: 'operator', ellipsis: true, width: 104 },
      ]}
    />
  );
}
