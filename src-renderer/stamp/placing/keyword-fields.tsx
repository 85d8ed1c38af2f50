import { InputNumber } from 'antd';
import type { PlacingOf } from '../../../src-main/contract/index.ts';
import { Segmented } from '../../parts/segmented.tsx';
import { useSpeech } from '../../words/index.ts';
import { FieldLine, MoreOptions, PagesField, Presets } from './field-parts.tsx';
import { usualKeywords } from './rules.ts';
import { SettlingInput } from './settling-input.tsx';

type Keyword = PlacingOf<'keyword'>;
type Which = 'last' | 'first' | 'all' | 'nth';

const whiches: readonly Which[] = ['last', 'first', 'all', 'nth'];
const farthestMm = 1000;

/** 关键字: what is looked for, which of its places, and how far from there. */
export function KeywordFields({
  placing,
  invalidText,
  invalidPages,
  describedBy,
  onChange,
}: {
  placing: Keyword;
  invalidText: boolean;
  invalidPages: boolean;
  describedBy: string;
  onChange: (placing: Keyword, gesture?: string) => void;
}) {
  const { words } = useSpeech();
  const { text, which, dxMm, dyMm } = placing;
  const choose = (chosen: string) => onChange({ ...placing, text: chosen });
  const offset = (label: string, testId: string, value: number, set: (value: number) => void) => (
    <InputNumber
      size="small"
      prefix={label}
      suffix="mm"
      value={value}
      min={-farthestMm}
      max={farthestMm}
      step={1}
      precision={1}
      aria-label={label}
      data-testid={testId}
      onChange={(entered) => entered !== null && set(entered)}
    />
  );
  return (
    <>
      <FieldLine label={words.placing.keyword} htmlFor="keyword-text">
        <SettlingInput
          id="keyword-text"
          value={text}
          placeholder={words.placing.keywordHint}
          maxLength={100}
          invalid={invalidText}
          describedBy={describedBy}
          onSettle={choose}
        />
        <Presets label={words.placing.keyword} texts={usualKeywords} chosen={text} onChoose={choose} />
      </FieldLine>
      <FieldLine label={words.placing.which}>
        <Segmented<Which>
          size="small"
          block
          value={typeof which === 'number' ? 'nth' : which}
          aria-label={words.placing.which}
          data-testid="keyword-which"
          options={whiches.map((value) => ({ value, label: words.placing.whiches[value] }))}
          onChange={(chosen) => onChange({ ...placing, which: chosen === 'nth' ? 1 : chosen })}
        />
        {typeof which === 'number' && (
          <InputNumber
            size="small"
            min={1}
            max={2000}
            precision={0}
            value={which}
            aria-label={words.placing.nth}
            data-testid="keyword-nth"
            onChange={(number) => number !== null && onChange({ ...placing, which: number }, 'nth')}
          />
        )}
      </FieldLine>
      <div className="placement-axes">
        {offset(words.placing.toRight, 'keyword-dx', dxMm, (value) => onChange({ ...placing, dxMm: value }, 'dx'))}
        {offset(words.placing.toBottom, 'keyword-dy', dyMm, (value) => onChange({ ...placing, dyMm: value }, 'dy'))}
      </div>
      <MoreOptions>
        <PagesField
          pages={placing.pages}
          invalid={invalidPages}
          describedBy={describedBy}
          onChange={(pages) => onChange({ ...placing, pages })}
        />
      </MoreOptions>
    </>
  );
}
