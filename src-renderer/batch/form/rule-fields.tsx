import { AimOutlined } from '@ant-design/icons';
import { Button, InputNumber, Select } from 'antd';
import { useEffect, useId, useState } from 'react';
import type { ListedTemplate, SealWithState } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { isUsable } from '../../parts/seal-shapes.ts';
import { FieldLine, PagesField } from '../../stamp/placing/field-parts.tsx';
import { KeywordFields } from '../../stamp/placing/keyword-fields.tsx';
import { PagingFields } from '../../stamp/placing/paging-fields.tsx';
import { FieldIds } from '../../stamp/placing/settling-input.tsx';
import { useSpeech } from '../../words/index.ts';
import { type Rule, type RuleKind, ruleKinds } from './rule.ts';
import '../../stamp/placing/placing.css';
import { Segmented } from '../../parts/segmented.tsx';

const corners = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
const farthestMm = 2000;

/** Which seal goes where on each of the files. */
export function RuleFields({
  rule,
  seals,
  sealId,
  hasTable,
  mayPlace,
  isActive,
  onChange,
  onPlace,
}: {
  rule: Rule;
  seals: readonly SealWithState[];
  /** That is stamped with: the chosen one, or the one that is nearest at hand. */
  sealId: string | null;
  hasTable: boolean;
  /** A first file is known. */
  mayPlace: boolean;
  isActive: boolean;
  onChange: (rule: Rule) => void;
  onPlace: () => void;
}) {
  const { words } = useSpeech();
  const text = words.batch.form;
  const usable = seals.filter(isUsable);
  const seal = seals.find(({ id }) => id === sealId);
  const describedBy = useId();
  const needsSeal = rule.kind === 'keyword' || rule.kind === 'pages' || rule.kind === 'paging';
  return (
    <FieldIds value="batch-">
      <div className="rule-fields">
        <Segmented<RuleKind>
          block
          className="rule-kinds"
          aria-label={text.rule}
          value={rule.kind}
          data-testid="batch-rule"
          options={ruleKinds
            .filter((kind) => kind !== 'table' || hasTable)
            .map((value) => ({ value, label: text.rules[value] }))}
          onChange={(kind) => onChange({ ...rule, kind })}
        />
        {needsSeal && (
          <FieldLine label={text.seal} htmlFor="seal">
            {usable.length === 0 ? (
              <p className="quiet">{text.noSeals}</p>
            ) : (
              <Select
                id="batch-seal"
                className="wide-select"
                value={sealId}
                data-testid="batch-seal"
                options={usable.map(({ id, name, naming }) => ({
                  value: id,
                  label: naming ? `${name} · ${naming.onSeal}` : name,
                }))}
                onChange={(chosen) => onChange({ ...rule, sealId: chosen })}
              />
            )}
          </FieldLine>
        )}
        {rule.kind === 'keyword' && (
          <KeywordFields
            placing={rule.keyword}
            invalidText={false}
            invalidPages={false}
            describedBy={describedBy}
            onChange={(keyword) => onChange({ ...rule, keyword })}
          />
        )}
        {rule.kind === 'pages' && <PagesRule rule={rule} describedBy={describedBy} onChange={onChange} />}
        {rule.kind === 'paging' && seal !== undefined && (
          <PagingFields
            placing={rule.paging}
            impressions={[]}
            seal={seal}
            invalidPages={false}
            describedBy={describedBy}
            onChange={(paging) => onChange({ ...rule, paging })}
          />
        )}
        {rule.kind === 'template' && <TemplateRule rule={rule} isActive={isActive} onChange={onChange} />}
        {rule.kind === 'table' && <p className="quiet">{text.tableRule}</p>}
        {rule.kind === 'placed' && (
          <div className="placed-rule">
            <Button
              icon={<AimOutlined />}
              type={rule.placed.length === 0 ? 'primary' : 'default'}
              disabled={!mayPlace}
              onClick={onPlace}
              data-testid="place-on-first"
            >
              {rule.placed.length === 0 ? text.placeOnFirst : text.placeAgain}
            </Button>
            <p className="quiet">{mayPlace ? text.placeHint : text.needSource}</p>
            {rule.placed.length > 0 && (
              <>
                <strong>{text.placed(rule.placed.length)}</strong>
                <ul className="placed-summary" data-testid="batch-placed">
                  {rule.placed.map(({ sealId: of, placing }, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: two may be alike
                    <li key={index}>
                      {seals.find(({ id }) => id === of)?.name} · {words.placing.rules[placing.rule]}
                      {placing.rule === 'here' && ` · ${words.common.page(placing.page)}`}
                      {placing.rule === 'keyword' && ` · ${placing.text}`}
                      {(placing.rule === 'pages' || placing.rule === 'paging') && ` · ${placing.pages}`}
                    </li>
                  ))}
                </ul>
              </>
            )}
          </div>
        )}
      </div>
    </FieldIds>
  );
}

function PagesRule({
  rule,
  describedBy,
  onChange,
}: {
  rule: Rule;
  describedBy: string;
  onChange: (rule: Rule) => void;
}) {
  const { words } = useSpeech();
  const { pages } = rule;
  const change = (place: Partial<Rule['pages']['place']>) =>
    onChange({ ...rule, pages: { ...pages, place: { ...pages.place, ...place } } });
  const axis = (label: string, testId: string, value: number, set: (value: number) => void) => (
    <InputNumber
      size="small"
      prefix={label}
      suffix="mm"
      value={value}
      min={0}
      max={farthestMm}
      step={1}
      precision={1}
      aria-label={label}
      data-testid={testId}
      onChange={(entered) => entered !== null && set(entered)}
    />
  );
  const { corner, acrossMm, downMm } = pages.place;
  return (
    <>
      <PagesField
        pages={pages.pages}
        invalid={false}
        describedBy={describedBy}
        onChange={(chosen) => onChange({ ...rule, pages: { ...pages, pages: chosen } })}
      />
      <FieldLine label={words.batch.form.corner}>
        <Segmented
          size="small"
          block
          value={corner}
          aria-label={words.batch.form.corner}
          data-testid="batch-corner"
          options={corners.map((value) => ({ value, label: words.batch.form.corners[value] }))}
          onChange={(chosen) => change({ corner: chosen })}
        />
      </FieldLine>
      <div className="placement-axes">
        {axis(words.placing.across, 'batch-across', acrossMm, (value) => change({ acrossMm: value }))}
        {axis(words.placing.down, 'batch-down', downMm, (value) => change({ downMm: value }))}
      </div>
      {corner !== 'nearest' && <p className="quiet">{words.placing.fromCorner[corner]}</p>}
    </>
  );
}

function TemplateRule({ rule, isActive, onChange }: { rule: Rule; isActive: boolean; onChange: (rule: Rule) => void }) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.batch.form;
  const [templates, setTemplates] = useState<readonly ListedTemplate[] | null>(null);
  useEffect(() => {
    // Templates are made on another page.
    if (isActive) bridge.call('templates.list', null).then(setTemplates, () => setTemplates([]));
  }, [bridge, isActive]);
  if (templates === null) return null;
  if (templates.length === 0) return <p className="quiet">{text.noTemplates}</p>;
  return (
    <FieldLine label={text.template} htmlFor="template">
      <Select
        id="batch-template"
        className="wide-select"
        value={rule.template}
        data-testid="batch-template"
        options={templates.map(({ name, missingSeals }) => ({
          value: name,
          disabled: missingSeals.length > 0,
          label:
            missingSeals.length === 0
              ? name
              : `${name} · ${text.templateMissing(missingSeals.map((one) => one.name).join(words.common.separator))}`,
        }))}
        onChange={(template) => onChange({ ...rule, template })}
      />
    </FieldLine>
  );
}
