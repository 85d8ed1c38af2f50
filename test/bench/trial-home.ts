import { type App, createApp } from '../../src-main/app.ts';

/** Where the core of a measurement lives whose seal is of GB/T 38540. */
export interface TrialHome {
  readonly homeFolder: string;
  readonly sealId: string;
  readonly pin: string;
}

/** The core with the trial UKey, a software UKey with an SM2 key. */
export async function openTrialCore(homeFolder: string): Promise<App> {
  process.env.QIANYIN_DRIVERS = 'trial';
  const desktop = { open: async () => undefined, reveal: async () => undefined };
  const core = await createApp({ homeFolder, door: 'cli', desktop });
  await core.tokensSettled();
  return core;
}

/** Stamps a package once, for what is to be verified. */
export async function stampOnce(
  { homeFolder, sealId, pin }: TrialHome,
  path: string,
  outputPath: string,
): Promise<void> {
  const core = await openTrialCore(homeFolder);
  try {
    const seal = (await core.call('seals.list', {})).find(({ id }) => id === sealId);
    const placements = [{ sealId, placing: { rule: 'here', page: 1, xMm: 150, yMm: 230 } as const }];
    const pins = { [seal?.tokenId ?? '']: pin };
    await core.call('stamp.run', { runId: 'once', path, outputPath, overwrite: true, placements, pins });
  } finally {
    await core.close();
  }
}

export async function makeTrialHome(homeFolder: string): Promise<TrialHome> {
  const core = await openTrialCore(homeFolder);
  try {
    const { sealId, pin } = await core.call('trial.create', { algorithm: 'sm2' });
    return { homeFolder, sealId, pin };
  } finally {
    await core.close();
  }
}
