import { Button } from 'antd';
import { type Batch, type BatchItemState, batchItemState, batchOddity } from '../../../src-main/contract/index.ts';
import { useSpeech } from '../../words/index.ts';
import { everything, type ItemFilter, type Listed } from './use-items.ts';

const countKeys = {
  waiting: 'waiting',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
  'left-out': 'leftOut',
} as const satisfies Record<BatchItemState, keyof Batch['counts']>;

/** What to list: by what became of the files, and by what they differ in. Only what there is can be chosen. */
export function ItemFilters({
  batch,
  listed,
  filter,
  onFilter,
}: {
  batch: Batch;
  listed: Listed | null;
  filter: ItemFilter;
  onFilter: (filter: ItemFilter) => void;
}) {
  const { words } = useSpeech();
  const text = words.batch;
  const isAll = filter.state === null && filter.oddity === null;
  const oddities = listed?.oddities ?? {};
  const chip = (key: string, label: string, count: number, isChosen: boolean, choose: () => void) => (
    <Button
      key={key}
      size="small"
      className="filter-chip"
      type={isChosen ? 'primary' : 'default'}
      aria-pressed={isChosen}
      data-testid={`only-${key}`}
      onClick={choose}
    >
      {label} <span className="figures">{text.counted(count)}</span>
    </Button>
  );
  return (
    <fieldset className="item-filters" aria-label={text.items.odd}>
      {chip('all', text.items.all, batch.total, isAll, () => onFilter(everything))}
      {batchItemState.options
        .filter((state) => batch.counts[countKeys[state]] > 0 || filter.state === state)
        .map((state) =>
          chip(state, text.itemStates[state], batch.counts[countKeys[state]], filter.state === state, () =>
            onFilter({ state, oddity: null }),
          ),
        )}
      {batchOddity.options
        .filter((oddity) => (oddities[oddity] ?? 0) > 0 || filter.oddity === oddity)
        .map((oddity) =>
          chip(oddity, text.oddities[oddity], oddities[oddity] ?? 0, filter.oddity === oddity, () =>
            onFilter({ state: null, oddity }),
          ),
        )}
    </fieldset>
  );
}
