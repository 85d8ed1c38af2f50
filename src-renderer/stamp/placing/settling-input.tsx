import { Input } from 'antd';
import { createContext, useContext, useEffect, useRef, useState } from 'react';

/** Before the ids of fields: pages that were left stay in the window, and no two fields have one id. */
export const FieldIds = createContext('');

/** Milliseconds without typing after which what was typed counts. */
const settleMs = 350;

/** A field whose text counts when the person has paused, pressed Enter or left it: not each letter of a word on its way. */
export function SettlingInput({
  id,
  value,
  placeholder,
  maxLength,
  invalid,
  describedBy,
  onSettle,
}: {
  id: string;
  value: string;
  placeholder: string;
  maxLength: number;
  invalid: boolean;
  describedBy: string;
  onSettle: (text: string) => void;
}) {
  const prefix = useContext(FieldIds);
  const [text, setText] = useState(value);
  const [composing, setComposing] = useState(false);
  const known = useRef(value);
  const settle = () => {
    const typed = text.trim();
    if (typed === '' || typed === known.current) return;
    known.current = typed;
    onSettle(typed);
  };
  const latest = useRef(settle);
  latest.current = settle;

  useEffect(() => {
    // Changed from elsewhere: by a preset, or undone.
    if (value === known.current) return;
    known.current = value;
    setText(value);
  }, [value]);

  useEffect(() => {
    if (composing || text === known.current) return;
    const timer = setTimeout(() => latest.current(), settleMs);
    return () => clearTimeout(timer);
  }, [text, composing]);

  return (
    <Input
      id={prefix + id}
      size="small"
      value={text}
      placeholder={placeholder}
      maxLength={maxLength}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      data-testid={id}
      onChange={(event) => setText(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
      onPressEnter={settle}
      onBlur={settle}
    />
  );
}
