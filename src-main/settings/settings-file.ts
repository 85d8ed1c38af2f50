import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { type Settings, settings, settingsChanges } from '../contract/index.ts';
import { describeWriteFailure, FileValues, writeFileAtomically } from '../files/index.ts';

export interface SettingsStore {
  get(): Settings;
  /** Whose name goes on record: the one in the settings, else that of the account. */
  operator(): string;
  /** @throws AppError DISK_FULL, OUTPUT_FOLDER_UNWRITABLE; then nothing has changed */
  update(changes: Partial<Settings>): Settings;
}

/** Settings in a JSON file; one that is absent or damaged counts as the defaults, value by value. */
export function openSettings(path: string): SettingsStore {
  const known = new FileValues<Settings>(1);
  const readFile = (): Settings => {
    let stored: unknown;
    try {
      stored = JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      return settings.parse({});
    }
    const entries = typeof stored === 'object' && stored !== null ? Object.entries(stored) : [];
    const sound = entries.filter(([key, value]) => settingsChanges.safeParse({ [key]: value }).success);
    return settings.parse(Object.fromEntries(sound));
  };
  const read = () => known.get(path, readFile);
  return {
    get: read,
    operator: () => read().operatorName || userInfo().username,
    update(changes) {
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      const updated = settings.parse({ ...read(), ...Object.fromEntries(given) });
      try {
        writeFileAtomically(path, JSON.stringify(updated, null, 2));
      } catch (cause) {
        throw describeWriteFailure(cause, dirname(path));
      }
      return updated;
    },
  };
}
