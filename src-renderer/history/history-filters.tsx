import { SearchOutlined } from '@ant-design/icons';
import { Button, DatePicker, Input, Tag } from 'antd';
import type { Dayjs } from 'dayjs';
import { type HistoryOutcome, historyOutcome, type MethodOutput } from '../../src-main/contract/index.ts';
import { useSpeech } from '../words/index.ts';

export interface Narrowing {
  search: string;
  outcomes: HistoryOutcome[];
  sealIds: string[];
  days: [Dayjs | null, Dayjs | null] | null;
}

/** Narrowed by nothing. */
export const everything: Narrowing = { search: '', outcomes: [], sealIds: [], days: null };

/** What narrows the list of uses: words, days, outcomes and seals. */
export function HistoryFilters({
  narrowing,
  narrowed,
  seals,
  onNarrow,
}: {
  narrowing: Narrowing;
  narrowed: boolean;
  seals: MethodOutput<'history.list'>['seals'];
  onNarrow: (change: Partial<Narrowing>) => void;
}) {
  const { words } = useSpeech();
  const toggle = <T,>(list: T[], item: T) =>
    list.includes(item) ? list.filter((one) => one !== item) : [...list, item];
  return (
    <>
      <div className="history-filters">
        <Input
          allowClear
          prefix={<SearchOutlined aria-hidden />}
          placeholder={words.history.search}
          aria-label={words.history.search}
          value={narrowing.search}
          data-testid="history-search"
          onChange={(event) => onNarrow({ search: event.target.value })}
        />
        <DatePicker.RangePicker
          value={narrowing.days}
          allowEmpty={[true, true]}
          placeholder={[words.history.from, words.history.to]}
          onChange={(days) => onNarrow({ days })}
        />
        {narrowed && (
          <Button type="link" onClick={() => onNarrow(everything)}>
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
            onChange={() => onNarrow({ outcomes: toggle(narrowing.outcomes, outcome) })}
          >
            {words.outcomes[outcome]}
          </Tag.CheckableTag>
        ))}
        {seals.length > 0 && <span className="quiet chips-next">{words.history.seal}</span>}
        {seals.map((seal) => (
          <Tag.CheckableTag
            key={seal.sealId}
            checked={narrowing.sealIds.includes(seal.sealId)}
            onChange={() => onNarrow({ sealIds: toggle(narrowing.sealIds, seal.sealId) })}
          >
            {seal.sealName}
          </Tag.CheckableTag>
        ))}
      </div>
    </>
  );
}
