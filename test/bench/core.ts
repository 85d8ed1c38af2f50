import { type App, createApp } from '../../src-main/app.ts';

const noDesktop = async () => {
  throw new Error('a measurement has no desktop');
};

/** Where the core of a measurement lives, and the PIN of its SoftHSM2 token. */
export interface BenchHome {
  homeFolder: string;
  softHsmConfPath: string;
  pin: string;
}

/** The core as a script's door runs it, or a window's, with the token of `home` in its SoftHSM2 driver. */
export async function openCore({ homeFolder, softHsmConfPath }: BenchHome, door: 'cli' | 'web' = 'cli'): Promise<App> {
  Object.assign(process.env, { SOFTHSM2_CONF: softHsmConfPath, QIANYIN_DRIVERS: 'softhsm2' });
  const core = await createApp({ homeFolder, door, desktop: { open: noDesktop, reveal: noDesktop } });
  await core.tokensSettled();
  return core;
}
