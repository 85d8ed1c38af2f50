import { type RefObject, useLayoutEffect } from 'react';

/** Gives the focus to the pages, where the next key has a place to go to. */
export const focusPages = (): void =>
  document.querySelector<HTMLElement>('.page:not(.page-away) .workspace .page-column')?.focus({ preventScroll: true });

/** Where an element that has the focus goes away, the pages get it: it never falls to the body. */
export function useFocusHandedOn(element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const own = element.current;
    return () => {
      if (own?.contains(document.activeElement)) focusPages();
    };
  }, [element]);
}
