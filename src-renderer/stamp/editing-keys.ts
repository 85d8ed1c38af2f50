import { useEffect } from 'react';
import type { Placements } from './placing/use-placements.ts';

const withoutText = ['radio', 'checkbox', 'range'];
const hasOwnUndo = (target: EventTarget | null) =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !withoutText.includes(target.type));

/** Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y) for placements, unless the person is typing in a field that has its own undo. */
export function useEditingKeys(enabled: boolean, { undo, redo }: Pick<Placements, 'undo' | 'redo'>): void {
  useEffect(() => {
    if (!enabled) return;
    const key = (event: KeyboardEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      if (hasOwnUndo(event.target)) return;
      const pressed = event.key.toLowerCase();
      if (pressed === 'z' && !event.shiftKey) undo();
      else if (pressed === 'y' || pressed === 'z') redo();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', key);
    return () => window.removeEventListener('keydown', key);
  }, [enabled, undo, redo]);
}
