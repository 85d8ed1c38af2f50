import type { HandlersOf, Settings } from '../contract/index.ts';
import type { SettingsStore } from './settings-file.ts';

/** The contract's `settings.*` methods. A change is answered once `onChanged` has done what follows from it. */
export function createSettingsHandlers(
  settings: SettingsStore,
  onChanged: (updated: Settings) => Promise<void>,
): HandlersOf<'settings'> {
  return {
    async 'settings.get'() {
      return settings.get();
    },
    async 'settings.update'(changes) {
      const updated = settings.update(changes);
      await onChanged(updated);
      return updated;
    },
  };
}
