import { type App, createApp } from '../../src-main/app.ts';

const noDesktop = async () => {
  throw new Error('a measurement has no desktop');
};

/** The core as a script's door runs it. */
export function openCore(homeFolder: string): Promise<App> {
  return createApp({ homeFolder, door: 'cli', desktop: { open: noDesktop, reveal: noDesktop } });
}

/** Makes the trial UKey of SoftHSM2, with its certificate and a vector seal, in a home folder. */
export async function makeTrial(homeFolder: string): Promise<void> {
  const core = await openCore(homeFolder);
  await core.call('trial.create', {});
  await core.close();
}
