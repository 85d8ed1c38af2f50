import { Button, Checkbox, Input, InputNumber, Select } from 'antd';
import { useEffect, useState } from 'react';
import {
  noRules,
  registerStateOf,
  ruledEntries,
  type SealRules,
  type SealWithState,
} from '../../src-main/contract/index.ts';
import { describeEntry, describeRules } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';
import './rules.css';
import { Dialog } from '../parts/dialog.tsx';

const usualHours = { from: '08:30', to: '18:00', days: [1, 2, 3, 4, 5] };
const weekdays = [1, 2, 3, 4, 5, 6, 7];

/** 用印规则: what the seal asks of whoever uses it, and where that is changed. */
export function RulesSection({ seal }: { seal: SealWithState }) {
  const { language, words } = useSpeech();
  const text = words.sealKeeping.rules;
  const [isOpen, setIsOpen] = useState(false);
  const lines = describeRules(seal.rules ?? noRules, language);
  return (
    <section className="stack" data-testid="seal-rules">
      <h3>{text.heading}</h3>
      {lines.length === 0 ? (
        <p className="quiet">{text.none}</p>
      ) : (
        <ul className="rule-lines">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {registerStateOf(seal) !== 'revoked' && (
        <div className="button-row">
          <Button onClick={() => setIsOpen(true)} data-testid="change-rules">
            {text.change}
          </Button>
        </div>
      )}
      {isOpen && <ChangeRules seal={seal} onClose={() => setIsOpen(false)} />}
    </section>
  );
}

/** The names of all templates; those that the rules name stand among them though they are gone. */
function useTemplateNames(named: readonly string[]): string[] {
  const bridge = useBridge();
  const [known, setKnown] = useState<readonly string[]>([]);
  useEffect(() => {
    bridge.call('templates.list', null).then(
      (all) => setKnown(all.map(({ name }) => name)),
      () => setKnown([]),
    );
  }, [bridge]);
  return [...new Set([...known, ...named])];
}

function ChangeRules({ seal, onClose }: { seal: SealWithState; onClose: () => void }) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const text = words.sealKeeping.rules;
  const [before] = useState<SealRules>(seal.rules ?? noRules);
  const [rules, setRules] = useState(before);
  const [isWorking, setIsWorking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const templates = useTemplateNames(rules.templates);
  const change = (changed: Partial<SealRules>) => setRules((before) => ({ ...before, ...changed }));
  const { hours } = rules;

  const save = async () => {
    setIsWorking(true);
    setError(null);
    try {
      const isNone = describeRules(rules, language).length === 0;
      await bridge.call('seals.setRules', { id: seal.id, rules: isNone ? null : rules });
      onClose();
    } catch (thrown) {
      setError(thrown);
      setIsWorking(false);
    }
  };

  return (
    <Dialog
      title={text.title(seal.name)}
      width={620}
      className="rules-dialog"
      mask={{ closable: false }}
      okText={text.save}
      onOk={save}
      isChanged={() => rules !== before}
      onCancel={onClose}
      confirmLoading={isWorking}
      okButtonProps={{ 'data-testid': 'rules-save' }}
    >
      <div className="rules-form" data-testid="rules-form">
        <p className="quiet">{text.explanation}</p>
        <fieldset>
          <legend>{text.entries}</legend>
          <Checkbox.Group
            className="rule-entries"
            value={[...rules.entries]}
            options={ruledEntries.map((entry) => ({ value: entry, label: describeEntry(entry, language) }))}
            onChange={(entries) => change({ entries: ruledEntries.filter((entry) => entries.includes(entry)) })}
          />
        </fieldset>
        <fieldset>
          <legend>{text.money}</legend>
          <Checkbox
            checked={rules.checksAmount}
            data-testid="rule-checks-amount"
            onChange={({ target }) => change({ checksAmount: target.checked })}
          >
            {text.checksAmount}
          </Checkbox>
          <Checkbox
            checked={rules.asksSamePayment}
            onChange={({ target }) => change({ asksSamePayment: target.checked })}
          >
            {text.asksSamePayment}
          </Checkbox>
        </fieldset>
        <fieldset>
          <legend>{text.when}</legend>
          <Checkbox
            checked={hours !== null}
            data-testid="rule-hours"
            onChange={({ target }) => change({ hours: target.checked ? usualHours : null })}
          >
            {text.hours}
          </Checkbox>
          {hours !== null && (
            <div className="rule-hours">
              <Input
                type="time"
                aria-label={text.from}
                value={hours.from}
                onChange={({ target }) => target.value && change({ hours: { ...hours, from: target.value } })}
              />
              <span aria-hidden>–</span>
              <Input
                type="time"
                aria-label={text.to}
                value={hours.to}
                onChange={({ target }) => target.value && change({ hours: { ...hours, to: target.value } })}
              />
              <Checkbox.Group
                value={[...hours.days]}
                options={weekdays.map((day) => ({ value: day, label: text.days[day - 1] }))}
                onChange={(days) => days.length > 0 && change({ hours: { ...hours, days } })}
              />
            </div>
          )}
          <label className="rule-count" htmlFor="rule-uses">
            <span>{text.usesPerDay}</span>
            <InputNumber
              id="rule-uses"
              min={1}
              max={10_000}
              precision={0}
              value={rules.usesPerDay}
              placeholder={text.anyNumber}
              data-testid="rule-uses"
              onChange={(usesPerDay) => change({ usesPerDay })}
            />
          </label>
        </fieldset>
        <fieldset>
          <legend>{text.where}</legend>
          <Checkbox checked={rules.ticketOnly} onChange={({ target }) => change({ ticketOnly: target.checked })}>
            {text.ticketOnly}
          </Checkbox>
          <Checkbox
            checked={rules.secondPerson}
            data-testid="rule-second-person"
            onChange={({ target }) => change({ secondPerson: target.checked })}
          >
            {text.secondPerson}
          </Checkbox>
          <label className="rule-templates" htmlFor="rule-templates">
            <span>{text.templates}</span>
            <Select
              id="rule-templates"
              mode="multiple"
              value={[...rules.templates]}
              placeholder={text.anywhere}
              options={templates.map((name) => ({ value: name, label: name }))}
              onChange={(chosen) => change({ templates: chosen })}
            />
          </label>
        </fieldset>
        {error !== null && <ErrorPanel error={error} />}
      </div>
    </Dialog>
  );
}
