import { SearchOutlined } from '@ant-design/icons';
import { Button, DatePicker, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { type HistoryPage, historyOutcome } from '../../../src-main/contract/index.ts';
import { useSpeech } from '../../words/index.ts';
import { everything, isNarrowed, type Narrowing } from './narrowing.ts';

/** What narrows the list of uses: words, days, outcomes, seals, people and units. */
export function HistoryFilters({
  narrowing,
  known,
  isShort,
  onNarrow,
  children,
}: {
  narrowing: Narrowing;
  /** What there is to be narrowed to; null: not yet read. */
  known: Pick<HistoryPage, 'seals' | 'operators' | 'units'> | null;
  /** Only the words, where there is little room. */
  isShort: boolean;
  onNarrow: (change: Partial<Narrowing>) => void;
  children: ReactNode;
}) {
  const { words } = useSpeech();
  const text = words.history;
  const named = (names: readonly string[]) => names.map((name) => ({ value: name, label: name }));
  const { days } = narrowing;
  return (
    <section className="history-filters" aria-label={text.filters}>
      <Input
        allowClear
        className="history-search"
        prefix={<SearchOutlined aria-hidden />}
        placeholder={text.search}
        aria-label={text.search}
        value={narrowing.search}
        maxLength={200}
        data-testid="history-search"
        onChange={(event) => onNarrow({ search: event.target.value })}
      />
      {children}
      {!isShort && (
        <>
          <DatePicker.RangePicker
            className="history-days"
            value={days === null ? null : [days[0], days[1]]}
            allowEmpty={[true, true]}
            placeholder={[text.from, text.to]}
            aria-label={text.days}
            onChange={(given) => onNarrow({ days: given === null || (!given[0] && !given[1]) ? null : given })}
          />
          <Choice
            name="outcome"
            label={text.outcome}
            chosen={narrowing.outcomes}
            options={historyOutcome.options.map((outcome) => ({ value: outcome, label: words.outcomes[outcome] }))}
            onChoose={(outcomes) => onNarrow({ outcomes })}
          />
          <Choice
            name="seal"
            label={text.seal}
            chosen={narrowing.sealIds}
            options={(known?.seals ?? []).map(({ sealId, sealName }) => ({ value: sealId, label: sealName }))}
            onChoose={(sealIds) => onNarrow({ sealIds })}
          />
          <Choice
            name="operator"
            label={text.operator}
            chosen={narrowing.operators}
            options={named(known?.operators ?? [])}
            onChoose={(operators) => onNarrow({ operators })}
          />
          {((known?.units.length ?? 0) > 0 || narrowing.units.length > 0) && (
            <Choice
              name="unit"
              label={text.unit}
              chosen={narrowing.units}
              options={named(known?.units ?? [])}
              onChoose={(units) => onNarrow({ units })}
            />
          )}
        </>
      )}
      {isNarrowed(narrowing) && (
        <Button type="link" onClick={() => onNarrow(everything)} data-testid="clear-filters">
          {text.clear}
        </Button>
      )}
    </section>
  );
}

/** Several of a kind; none: all. */
function Choice<Value extends string>({
  name,
  label,
  chosen,
  options,
  onChoose,
}: {
  name: string;
  label: string;
  chosen: readonly Value[];
  options: { value: Value; label: string }[];
  onChoose: (chosen: Value[]) => void;
}) {
  return (
    <Select<Value[], { value: Value; label: string }>
      mode="multiple"
      className="history-choice"
      aria-label={label}
      placeholder={label}
      value={[...chosen]}
      options={options}
      showSearch={{ optionFilterProp: 'label' }}
      maxTagCount="responsive"
      popupMatchSelectWidth={false}
      data-testid={`filter-${name}`}
      onChange={onChoose}
    />
  );
}
