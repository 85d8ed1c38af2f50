import { CopyOutlined, DeleteOutlined, RedoOutlined, UndoOutlined } from '@ant-design/icons';
import { Button, Checkbox, InputNumber, Tooltip } from 'antd';
import { useEffect, useId, useRef } from 'react';
import type { EmptySignatureField, Impression, Placing, Seal } from '../../../src-main/contract/index.ts';
import { describeError } from '../../../src-main/words/index.ts';
import { Segmented } from '../../parts/segmented.tsx';
import type { PageSize } from '../../pdf/page-layout.ts';
import { useSpeech } from '../../words/index.ts';
import { FieldChoice } from '../fields/field-choice.tsx';
import { PagesField } from './field-parts.tsx';
import { focusPages } from './keep-focus.ts';
import { KeywordFields } from './keyword-fields.tsx';
import { PagingFields } from './paging-fields.tsx';
import { PlacedList } from './placed-list.tsx';
import type { Impressed } from './placements.ts';
import { placingByRule, rules } from './rules.ts';
import type { Placements } from './use-placements.ts';

/** By which rule the selected seal is placed, with what values, and what to do with it. */
export function PlacementPanel({
  placements,
  selected,
  sealById,
  sizeOf,
  emptyFields,
  isSigned,
  onShow,
  onDuplicate,
}: {
  placements: Placements;
  selected: Impressed | undefined;
  sealById: (id: string) => Seal | undefined;
  sizeOf: (page: number) => PageSize;
  emptyFields: readonly EmptySignatureField[];
  /** The document bears signatures. */
  isSigned: boolean;
  onShow: (placed: Impressed) => void;
  onDuplicate: (() => void) | undefined;
}) {
  const { words } = useSpeech();
  const seal = selected === undefined ? undefined : sealById(selected.sealId);
  const { length: count } = placements.placements;
  const places = placements.placements.reduce((sum, { impressions }) => sum + impressions.length, 0);
  return (
    <section className="placement-panel" aria-label={words.stamp.position}>
      <div className="placement-head">
        <strong>{count > 0 && places === 0 ? words.placing.list : words.stamp.placed(places)}</strong>
        <span className="placement-tools">
          <Tool
            label={`${words.stamp.undo} (Ctrl+Z)`}
            icon={<UndoOutlined />}
            disabled={!placements.canUndo}
            onClick={placements.undo}
          />
          <Tool
            label={`${words.stamp.redo} (Ctrl+Shift+Z)`}
            icon={<RedoOutlined />}
            disabled={!placements.canRedo}
            onClick={placements.redo}
          />
          <Tool
            label={`${words.stamp.duplicate} (Ctrl+D)`}
            icon={<CopyOutlined />}
            disabled={onDuplicate === undefined}
            onClick={() => onDuplicate?.()}
          />
          <Tool
            label={`${words.stamp.removeSeal} (Delete)`}
            icon={<DeleteOutlined />}
            disabled={selected === undefined}
            onClick={() => selected !== undefined && placements.remove(selected.key)}
          />
        </span>
      </div>
      <PlacedList placements={placements.placements} selectedKey={selected?.key} sealById={sealById} onShow={onShow} />
      {selected !== undefined && seal !== undefined && (
        <RuleOf
          key={selected.key}
          selected={selected}
          seal={seal}
          placements={placements}
          sizeOf={sizeOf}
          emptyFields={emptyFields}
          isSigned={isSigned}
        />
      )}
    </section>
  );
}

function RuleOf({
  selected,
  seal,
  placements,
  sizeOf,
  emptyFields,
  isSigned,
}: {
  selected: Impressed;
  seal: Seal;
  placements: Placements;
  sizeOf: (page: number) => PageSize;
  emptyFields: readonly EmptySignatureField[];
  isSigned: boolean;
}) {
  const { language, words } = useSpeech();
  const statusId = useId();
  const { key, placing, impressions, error, waiting } = selected;
  const change = (changed: Placing, gesture?: string) =>
    placements.change(key, changed, gesture === undefined ? null : `${gesture} ${key}`);
  const usable = emptyFields.find(({ trouble }) => trouble === null);
  /** What each rule had when another was chosen: passing by, as arrow keys do, loses nothing. */
  const left = useRef(new Map<Placing['rule'], Placing>());
  const choose = (rule: (typeof rules)[number]) => {
    left.current.set(placing.rule, placing);
    const [impression] = impressions;
    const page = sizeOf(impression?.page ?? 1);
    const from = impression ?? { page: 1, xMm: page.widthMm / 2, yMm: page.heightMm / 2 };
    change(
      left.current.get(rule) ??
        placingByRule(rule, from, { seal, page, everyPage: words.placing.everyPage, field: usable?.name ?? 'auto' }),
    );
  };
  const offered = rules.filter((rule) => rule !== 'field' || emptyFields.length > 0 || placing.rule === 'field');
  const fields = { invalidPages: error?.code.startsWith('PAGES_') === true, describedBy: statusId, onChange: change };
  const said = error === null ? null : describeError(error, language);
  return (
    <>
      <Segmented
        size="small"
        block
        value={placing.rule}
        aria-label={words.placing.rule}
        data-testid="rule-row"
        options={offered.map((value) => ({ value, label: words.placing.rules[value] }))}
        onChange={choose}
      />
      {placing.rule === 'here' && <HereAxes selected={selected} placements={placements} sizeOf={sizeOf} />}
      {placing.rule === 'pages' && (
        <>
          <PagesField
            pages={placing.pages}
            invalid={fields.invalidPages}
            describedBy={statusId}
            onChange={(pages) => change({ ...placing, pages })}
          />
          <div className="placement-axes">
            <Axis
              label={words.placing.across}
              testId="pages-across"
              value={placing.place.acrossMm}
              onChange={(acrossMm) => change({ ...placing, place: { ...placing.place, acrossMm } }, 'across')}
            />
            <Axis
              label={words.placing.down}
              testId="pages-down"
              value={placing.place.downMm}
              onChange={(downMm) => change({ ...placing, place: { ...placing.place, downMm } }, 'down')}
            />
          </div>
          {placing.place.corner !== 'nearest' && (
            <p className="quiet">{words.placing.fromCorner[placing.place.corner]}</p>
          )}
          {(isSigned || placing.skipSealed === true) && (
            <Checkbox
              checked={placing.skipSealed === true}
              data-testid="skip-sealed"
              onChange={({ target }) => change({ ...placing, skipSealed: target.checked })}
            >
              {words.placing.skipSealed}
            </Checkbox>
          )}
        </>
      )}
      {placing.rule === 'paging' && (
        <PagingFields placing={placing} impressions={impressions} seal={seal} {...fields} />
      )}
      {placing.rule === 'field' && (
        <FieldChoice placing={placing} fields={emptyFields} describedBy={statusId} onChange={change} />
      )}
      {placing.rule === 'keyword' && (
        <KeywordFields placing={placing} invalidText={error?.code === 'KEYWORD_NOT_FOUND'} {...fields} />
      )}
      <div id={statusId} role="status" data-testid="placing-status" data-code={error?.code}>
        {said !== null ? (
          <p className="placing-error">
            <strong>✕ {said.happened}</strong>
            <span>{said.next}</span>
          </p>
        ) : placing.rule === 'here' || (placing.rule === 'paging' && !waiting) ? null : (
          <p className="quiet">
            {waiting && (impressions.length === 0 || placing.rule === 'keyword')
              ? words.placing.finding
              : counted(words, placing.rule, impressions, placements.hits.length)}
          </p>
        )}
      </div>
    </>
  );
}

function counted(
  words: ReturnType<typeof useSpeech>['words'],
  rule: Placing['rule'],
  impressions: readonly Impression[],
  hits: number,
): string {
  if (rule !== 'keyword') return words.placing.totalPages(impressions.length);
  const found = hits > 0 ? `${words.placing.hits(hits)} · ` : '';
  return `${found}${words.placing.totalPlaces(impressions.length)}`;
}

function HereAxes({
  selected,
  placements,
  sizeOf,
}: {
  selected: Impressed;
  placements: Placements;
  sizeOf: (page: number) => PageSize;
}) {
  const { words } = useSpeech();
  const [impression] = selected.impressions;
  if (impression === undefined) return null;
  const page = sizeOf(impression.page);
  const handle = { placed: selected, impression, index: 0 };
  return (
    <>
      <div className="placement-axes">
        <Axis
          label="X"
          testId="position-x"
          value={impression.xMm}
          most={page.widthMm}
          onChange={(xMm) => placements.move(handle, { ...impression, xMm }, page, `x ${selected.key}`)}
        />
        <Axis
          label="Y"
          testId="position-y"
          value={impression.yMm}
          most={page.heightMm}
          onChange={(yMm) => placements.move(handle, { ...impression, yMm }, page, `y ${selected.key}`)}
        />
      </div>
      <p className="quiet">{words.stamp.fromTopLeft}</p>
    </>
  );
}

function Axis({
  label,
  testId,
  value,
  most,
  onChange,
}: {
  label: string;
  testId: string;
  value: number;
  most?: number;
  onChange: (value: number) => void;
}) {
  const { words } = useSpeech();
  return (
    <InputNumber
      size="small"
      prefix={label}
      suffix="mm"
      value={value}
      min={0}
      max={most}
      step={1}
      precision={1}
      aria-label={`${words.stamp.position} ${label}`}
      data-testid={testId}
      onChange={(entered) => entered !== null && onChange(entered)}
    />
  );
}

function Tool({
  label,
  icon,
  disabled,
  onClick,
}: {
  label: string;
  icon: React.ReactNode;
  disabled: boolean;
  onClick: () => void;
}) {
  const pressed = useRef(false);
  useEffect(() => {
    // What cannot be pressed any more cannot keep the focus.
    if (disabled && pressed.current) focusPages();
    pressed.current = false;
  });
  const press = () => {
    pressed.current = true;
    onClick();
  };
  return (
    <Tooltip title={label}>
      <Button size="small" type="text" icon={icon} aria-label={label} disabled={disabled} onClick={press} />
    </Tooltip>
  );
}
