import { Checkbox, InputNumber, Slider } from 'antd';
import { useContext } from 'react';
import {
  type Impression,
  type PageEdge,
  type PlacingOf,
  pageEdge,
  type Seal,
} from '../../../src-main/contract/index.ts';
import { Segmented } from '../../parts/segmented.tsx';
import { useSpeech } from '../../words/index.ts';
import { FieldLine, MoreOptions, PagesField } from './field-parts.tsx';
import { PagingPicture } from './paging-picture.tsx';
import { groupSlices, isUpright } from './rules.ts';
import { FieldIds } from './settling-input.tsx';

/** A slice that is narrower the core refuses. Millimetres. */
const leastSliceMm = 2;

/** 骑缝: which edge, which pages, and how the seal is shared out. */
export function PagingFields({
  placing,
  impressions,
  seal,
  invalidPages,
  describedBy,
  onChange,
}: {
  placing: PlacingOf<'paging'>;
  impressions: readonly Impression[];
  seal: Seal;
  invalidPages: boolean;
  describedBy: string;
  /** @param gesture changes with one name are undone together */
  onChange: (placing: PlacingOf<'paging'>, gesture?: string) => void;
}) {
  const { words } = useSpeech();
  const prefix = useContext(FieldIds);
  const { edge, along, every, firstShare, duplex } = placing;
  const groups = groupSlices(impressions, edge);
  const across = isUpright(edge) ? seal.widthMm : seal.heightMm;
  const others = every === null ? 1 : Math.max(1, (groups[0]?.length ?? 2) - 1);
  const leastShare = Math.ceil((leastSliceMm / across) * 100);
  const mostShare = Math.max(leastShare, Math.floor((1 - (leastSliceMm * others) / across) * 100));
  const equalShare = Math.round(100 / (groups[0]?.length ?? 2));
  return (
    <>
      <FieldLine label={words.placing.edge}>
        <Segmented<PageEdge>
          size="small"
          block
          value={edge}
          aria-label={words.placing.edge}
          data-testid="paging-edge"
          options={pageEdge.options.map((value) => ({ value, label: words.placing.edges[value] }))}
          onChange={(chosen) => onChange({ ...placing, edge: chosen })}
        />
      </FieldLine>
      <PagesField
        pages={placing.pages}
        invalid={invalidPages}
        describedBy={describedBy}
        onChange={(pages) => onChange({ ...placing, pages })}
      />
      <PagingPicture groups={groups} edge={edge} seal={seal} />
      <MoreOptions>
        <FieldLine label={words.placing.along}>
          <Slider
            min={0}
            max={100}
            value={Math.round(along * 100)}
            ariaLabelForHandle={words.placing.along}
            tooltip={{ formatter: (value) => `${value} %` }}
            onChange={(percent) => onChange({ ...placing, along: percent / 100 }, 'along')}
          />
        </FieldLine>
        <FieldLine label={words.placing.firstShare}>
          <div className="share-line">
            <Slider
              min={leastShare}
              max={mostShare}
              value={firstShare === null ? equalShare : Math.round(firstShare * 100)}
              ariaLabelForHandle={words.placing.firstShare}
              tooltip={{ formatter: (value) => `${value} %` }}
              onChange={(percent) => onChange({ ...placing, firstShare: percent / 100 }, 'share')}
            />
            <button
              type="button"
              className="preset-button"
              aria-pressed={firstShare === null}
              onClick={() => onChange({ ...placing, firstShare: null })}
            >
              {words.placing.equal}
            </button>
          </div>
        </FieldLine>
        <FieldLine label={words.placing.every} htmlFor="paging-every">
          <InputNumber
            id={`${prefix}paging-every`}
            size="small"
            min={2}
            max={1000}
            precision={0}
            value={every}
            placeholder={words.placing.automatic}
            data-testid="paging-every"
            onChange={(count) => onChange({ ...placing, every: count }, 'every')}
          />
        </FieldLine>
        <Checkbox
          checked={duplex}
          data-testid="paging-duplex"
          onChange={(event) => onChange({ ...placing, duplex: event.target.checked })}
        >
          {words.placing.duplex}
        </Checkbox>
      </MoreOptions>
    </>
  );
}
