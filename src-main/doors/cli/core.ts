import { mkdirSync } from 'node:fs';
import type { App, AppConfig } from '../../app.ts';
import { AppError } from '../../contract/index.ts';
import type { EarlyWork } from '../../early-threads.ts';
import { commandDesktop } from '../desktop.ts';

function makeHomeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new AppError('OUTPUT_FOLDER_UNWRITABLE', { path }, { cause, detail: `QIANYIN_HOME ${code}` });
  }
}

/**
 * Makes the core. It is loaded only now: help, the version and complaints about arguments come at once without it.
 * @param early what the command is about to do: what that takes is started before
 * @throws AppError OUTPUT_FOLDER_UNWRITABLE, DISK_FULL
 */
export async function openCore(
  config: Pick<AppConfig, 'homeFolder' | 'door' | 'initialDocumentPaths' | 'confirmDriver'>,
  early?: EarlyWork,
): Promise<App> {
  makeHomeFolder(config.homeFolder);
  if (early) (await import('../../early-threads.ts')).prepareEarly(early);
  const { createApp } = await import('../../app.ts');
  return createApp({ ...config, desktop: commandDesktop() });
}
