import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { type Settings, settings, settingsChanges } from '../contract/index.ts';
import { describeWriteFailure, FileValues, writeFileAtomically } from '../files/index.ts';

export interface SettingsStore {
  get(): Settings;
  /** Whether somebody chose the value, whatever it is. */
  isChosen(name: keyof Settings): boolean;
  /** Whose name goes on record: the one in the settings, else that of the account. */
  operator(): string;
  /** @throws AppError DISK_FULL, OUTPUT_FOLDER_UNWRITABLE; then nothing has changed */
  update(changes: Partial<Settings>): Settings;
}

/** Settings in a JSON file; one that is absent or damaged counts as the defaults, value by value. */
export function openSettings(path: string): SettingsStore {
  const known = new FileValues<{ values: Settings; chosen: ReadonlySet<string> }>(1);
  const readFile = () => {
    let stored: unknown;
    try {
      stored = JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      return { values: settings.parse({}), chosen: new Set<string>() };
    }
    const entries = typeof stored === 'object' && stored !== null ? Object.entries(stored) : [];
    const sound = entries.filter(([key, value]) => settingsChanges.safeParse({ [key]: value }).success);
    return { values: settings.parse(Object.fromEntries(sound)), chosen: new Set(sound.map(([key]) => key)) };
  };
  const read = () => known.get(path, readFile).values;
  return {
    get: read,
    isChosen: (name) => known.get(path, readFile).chosen.has(name),
    operator: () => read().operatorName || userInfo().username,
    update(changes) {
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      const { values, chosen } = known.get(path, readFile);
      // What nobody chose is not written down: a default may come to be another.
      const kept = Object.entries(values).filter(([name]) => chosen.has(name));
      const stored = Object.fromEntries([...kept, ...given]);
      const updated = settings.parse(stored);
      try {
        writeFileAtomically(path, JSON.stringify(stored, null, 2));
      } catch (cause) {
        throw describeWriteFailure(cause, dirname(path));
      }
      return updated;
    },
  };
}
