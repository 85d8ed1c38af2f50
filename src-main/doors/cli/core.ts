import type { App, AppConfig } from '../../app.ts';
import { commandDesktop } from '../desktop.ts';

/** Makes the core. It is loaded only now: help, the version and complaints about arguments come at once without it. */
export async function openCore(config: Pick<AppConfig, 'homeFolder' | 'door' | 'initialDocumentPath'>): Promise<App> {
  const { createApp } = await import('../../app.ts');
  return createApp({ ...config, desktop: commandDesktop() });
}
