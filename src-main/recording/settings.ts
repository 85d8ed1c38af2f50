import type { Settings } from '../contract/index.ts';
import { type Recorder, recordChange } from './handlers.ts';

interface SettingsStore {
  get(): Settings;
  operator(): string;
  update(changes: Partial<Settings>): Settings;
}

/** How things look is nobody's concern. */
const notTold = new Set<string>(['language', 'theme', 'firstSteps']);

/** What is otherwise in the second settings, as JSON. */
export function settingsChanged(before: Settings, after: Settings): Record<string, string> {
  const textOf = (settings: Settings) =>
    new Map(Object.entries(settings).map(([name, value]) => [name, JSON.stringify(value)]));
  const was = textOf(before);
  const changed = [...textOf(after)].filter(([name, text]) => !notTold.has(name) && was.get(name) !== text);
  return Object.fromEntries(changed);
}

/** Settings whose changes go on record. @throws AppError CHANGE_UNRECORDED, when they are changed */
export function recordedSettings<Store extends SettingsStore>(recorder: Recorder, settings: Store): Store {
  return {
    ...settings,
    update(changes) {
      const before = settings.get();
      const after = settings.update(changes);
      const changed = settingsChanged(before, after);
      if (Object.keys(changed).length > 0) recordChange(recorder, ['settings-changed', changed]);
      return after;
    },
  };
}
