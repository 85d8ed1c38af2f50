import { Button } from 'antd';
import { type ReactNode, useContext, useState } from 'react';
import { useSpeech } from '../../words/index.ts';
import { FieldIds, SettlingInput } from './settling-input.tsx';

/** A line of the panel: what it is called, and what is chosen. */
export function FieldLine({ label, htmlFor, children }: { label: string; htmlFor?: string; children: ReactNode }) {
  const prefix = useContext(FieldIds);
  return (
    <div className="field-line">
      {htmlFor === undefined ? <span>{label}</span> : <label htmlFor={prefix + htmlFor}>{label}</label>}
      <div>{children}</div>
    </div>
  );
}

/** Texts at hand for a field, one press each. */
export function Presets({
  label,
  texts,
  chosen,
  onChoose,
}: {
  label: string;
  texts: readonly string[];
  chosen: string;
  onChoose: (text: string) => void;
}) {
  return (
    <fieldset className="presets" aria-label={label}>
      {texts.map((text) => (
        <button key={text} type="button" aria-pressed={text === chosen} onClick={() => onChoose(text)}>
          {text}
        </button>
      ))}
    </fieldset>
  );
}

/** The pages of a rule: as text, or a preset. */
export function PagesField({
  pages,
  invalid,
  describedBy,
  onChange,
}: {
  pages: string;
  invalid: boolean;
  describedBy: string;
  onChange: (pages: string) => void;
}) {
  const { words } = useSpeech();
  return (
    <FieldLine label={words.placing.pages} htmlFor="placing-pages">
      <SettlingInput
        id="placing-pages"
        value={pages}
        placeholder={words.placing.pagesHint}
        maxLength={500}
        invalid={invalid}
        describedBy={describedBy}
        onSettle={onChange}
      />
      <Presets label={words.placing.pages} texts={words.placing.pagePresets} chosen={pages} onChoose={onChange} />
    </FieldLine>
  );
}

/** What is seldom needed, out of the way until it is asked for. */
export function MoreOptions({ children }: { children: ReactNode }) {
  const { words } = useSpeech();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        type="link"
        size="small"
        className="more-options"
        aria-expanded={isOpen}
        data-testid="more-options"
        onClick={() => setOpen((before) => !before)}
      >
        {words.placing.more} {isOpen ? '▴' : '▾'}
      </Button>
      {isOpen && children}
    </>
  );
}
