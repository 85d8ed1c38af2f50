import { useEffect, useRef } from 'react';

/** What the keys of the page do; one that is absent does nothing here. */
export interface PageKeys {
  open(): void;
  review(): void;
  firstPage(): void;
  lastPage(): void;
  find(): void;
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

const isUnderDialog = () =>
  [...document.querySelectorAll('.ant-modal-wrap')].some((dialog) => dialog.checkVisibility());

/** The seals at hand: where there is a field to search them, that. */
const focusTray = () =>
  document
    .querySelector<HTMLElement>('.page:not(.page-away) :is(.tray-search input, .tray button:not(:disabled))')
    ?.focus();

/** Ctrl+O, Ctrl+Enter, Ctrl+Home, Ctrl+End, Ctrl+F, and `/` for the tray. Not over a dialog, which has keys of its own. */
export function usePageKeys(isEnabled: boolean, keys: PageKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    if (!isEnabled) return;
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || isUnderDialog()) return;
      const { open, review, firstPage, lastPage, find } = latest.current;
      const withControl: Record<string, (() => void) | undefined> = {
        o: open,
        enter: review,
        f: find,
        ...(isField(event.target) ? {} : { home: firstPage, end: lastPage }),
      };
      const isControl = event.ctrlKey || event.metaKey;
      const pressed = event.key.toLowerCase();
      const act = isControl ? withControl[pressed] : pressed === '/' && !isField(event.target) ? focusTray : undefined;
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    // Before the element that has the focus, whose Enter is another one without Ctrl.
    window.addEventListener('keydown', press, true);
    return () => window.removeEventListener('keydown', press, true);
  }, [isEnabled]);
}
