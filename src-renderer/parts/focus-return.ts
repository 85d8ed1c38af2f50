import { useEffect, useState } from 'react';

/** What had the focus, the newest last: what opened a dialog may be gone when it closes, as the entry of a menu is. */
const had: HTMLElement[] = [];
const mostKept = 20;

/** Keeps in mind where the focus goes, for as long as the window is there. */
export function rememberFocus(page: Document): void {
  page.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    const before = had.indexOf(target);
    if (before >= 0) had.splice(before, 1);
    had.push(target);
    if (had.length > mostKept) had.shift();
  });
}

const canBeFocused = (element: HTMLElement) =>
  element.isConnected &&
  element.checkVisibility({ visibilityProperty: true }) &&
  element.closest('[inert]') === null &&
  !element.matches(':disabled');

/** Gives the focus to the last of them that is still there, unless it has gone somewhere by itself. */
function giveBack(before: readonly HTMLElement[]): void {
  const { activeElement } = document;
  if (activeElement !== null && activeElement !== document.body) return;
  before.findLast(canBeFocused)?.focus({ preventScroll: true });
}

/** When this is taken off the page, the focus goes back to what opened it. antd does so only for what folds away and stays. */
export function useFocusReturn(): void {
  // As it was before anything in it had the focus.
  const [before] = useState(() => [...had]);
  useEffect(() => () => giveBack(before), [before]);
}
