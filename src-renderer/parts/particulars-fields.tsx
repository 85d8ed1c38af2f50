import { Collapse, Input, InputNumber } from 'antd';
import { useEffect, useState } from 'react';
import { noParticulars, type RuledEntry, type UseParticulars } from '../../src-main/contract/index.ts';
import { historyWords } from '../../src-main/words/index.ts';
import { useSpeech } from '../words/index.ts';
import './particulars-fields.css';

const texts = [
  'unit',
  'documentNumber',
  'category',
  'counterparty',
  'amount',
  'approver',
  'approvalNumber',
  'supervisor',
] as const satisfies readonly (keyof UseParticulars)[];

/** What was entered, by the names of the fields, in their order. */
export function enteredParticulars(
  particulars: UseParticulars,
  names: Readonly<Record<keyof UseParticulars, string>>,
): { label: string; value: string }[] {
  const keys = Object.keys(noParticulars) as (keyof UseParticulars)[];
  return keys.flatMap((key) => {
    const value = particulars[key];
    return value === '' || value === null ? [] : [{ label: names[key], value: String(value) }];
  });
}

/** 用印登记: what offices write beside a use, closed until somebody wants it. */
export function ParticularsFields({
  particulars,
  without = [],
  required = [],
  onChange,
}: {
  particulars: UseParticulars;
  /** Fields that are asked for elsewhere. */
  without?: readonly (keyof UseParticulars)[];
  /** What the rules of the seals ask for. */
  required?: readonly RuledEntry[];
  onChange: (particulars: UseParticulars) => void;
}) {
  const { language, words } = useSpeech();
  const names = historyWords[language].particulars;
  const entered = enteredParticulars(particulars, names).length;
  const isMissing = (key: keyof UseParticulars) =>
    required.includes(key) && (particulars[key] === '' || particulars[key] === null);
  const missing = required.filter((entry) => entry !== 'reason' && !without.includes(entry) && isMissing(entry));
  const label = (key: keyof UseParticulars) => (
    <span>
      {names[key]}
      {required.includes(key) && <abbr title={words.particulars.required}> *</abbr>}
    </span>
  );
  // Opened once by what is asked for; a person may close it again.
  const [isOpen, setIsOpen] = useState(false);
  const isAsked = missing.length > 0;
  useEffect(() => {
    if (isAsked) setIsOpen(true);
  }, [isAsked]);
  return (
    <Collapse
      ghost
      size="small"
      className="particulars"
      activeKey={isOpen ? ['particulars'] : []}
      onChange={(keys) => setIsOpen(keys.length > 0)}
      data-testid="particulars"
      items={[
        {
          key: 'particulars',
          label: (
            <>
              {words.particulars.title(entered)}
              {missing.length > 0 && <span className="warning-text"> {words.particulars.missing(missing.length)}</span>}
            </>
          ),
          children: (
            <div className="particulars-fields">
              {texts
                .filter((key) => !without.includes(key))
                .toSorted((one, other) => Number(required.includes(other)) - Number(required.includes(one)))
                .map((key) => (
                  <label key={key} htmlFor={`particulars-${key}`}>
                    {label(key)}
                    <Input
                      id={`particulars-${key}`}
                      aria-required={required.includes(key)}
                      value={particulars[key]}
                      maxLength={200}
                      data-testid={`particulars-${key}`}
                      onChange={(event) => onChange({ ...particulars, [key]: event.target.value })}
                    />
                  </label>
                ))}
              <label htmlFor="particulars-copies">
                {label('copies')}
                <InputNumber
                  id="particulars-copies"
                  value={particulars.copies}
                  min={1}
                  max={99_999}
                  precision={0}
                  data-testid="particulars-copies"
                  onChange={(copies) => onChange({ ...particulars, copies })}
                />
              </label>
              <label htmlFor="particulars-note" className="particulars-note">
                {label('note')}
                <Input.TextArea
                  id="particulars-note"
                  value={particulars.note}
                  maxLength={1000}
                  autoSize={{ minRows: 1, maxRows: 4 }}
                  data-testid="particulars-note"
                  onChange={(event) => onChange({ ...particulars, note: event.target.value })}
                />
              </label>
            </div>
          ),
        },
      ]}
    />
  );
}
