/** A desk for batches: the core, a UKey with a seal, and folders of files. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { App } from '../../src-main/app.ts';
import { type Batch, type MethodInput, type SealWithState, sealDesign } from '../../src-main/contract/index.ts';
import { openPremises, owner, type Premises } from '../fixtures/office.ts';
import { openCore } from '../fixtures/office-core.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';

export interface Desk {
  readonly premises: Premises;
  readonly core: App;
  readonly seal: SealWithState;
  readonly tokenId: string;
  readonly pin: string;
  /** Puts files into a folder of the desk, by their name there and that of the fixture, and gives its path. */
  folderOf(name: string, files: Readonly<Record<string, string>>): string;
  /** A batch on these files, looked at. */
  lookedAt(request: Partial<MethodInput<'batch.create'>> & Pick<MethodInput<'batch.create'>, 'source'>): Promise<Batch>;
  /** Starts a batch and gives how it ended. */
  run(id: string, options?: Partial<MethodInput<'batch.start'>>): Promise<Batch>;
  /** Resolves when a batch has come to this. */
  until(id: string, is: (batch: Batch) => boolean): Promise<Batch>;
  close(): Promise<void>;
}

const over = ({ state }: Batch) => state === 'finished' || state === 'stopped';

export async function openDesk(premises: Premises = openPremises()): Promise<Desk> {
  const { core, close } = await openCore(premises, 'web');
  await core.tokensSettled();
  await core.call('settings.update', { operatorName: '王芳' });
  const token = (await core.call('tokens.list', null)).find(({ serial }) => serial === premises.token.serial);
  const certificateFingerprint = premises.token.certificates[0]?.fingerprint ?? '';
  if (!token) throw new Error('the token is not there');
  await core.call('seals.create', {
    name: '公章',
    kind: 'official',
    binding: { tokenId: token.id, certificateFingerprint },
    design: sealDesign.parse({ ringText: owner }),
  });
  const [seal] = await core.call('seals.list', null);
  if (!seal) throw new Error('there is no seal');

  async function until(id: string, is: (batch: Batch) => boolean): Promise<Batch> {
    const now = await core.call('batch.get', { id });
    if (is(now)) return now;
    return new Promise((resolve) => {
      const stop = core.subscribe('batch.progress', ({ batch }) => {
        if (batch.id !== id || !is(batch)) return;
        stop();
        resolve(batch);
      });
    });
  }

  return {
    premises,
    core,
    seal,
    tokenId: token.id,
    pin: premises.token.pin,
    folderOf(name, files) {
      const folder = join(premises.folder, name);
      for (const [file, fixture] of Object.entries(files)) {
        const path = join(folder, file);
        mkdirSync(dirname(path), { recursive: true });
        copyFileSync(fixturePath(fixture), path);
      }
      return folder;
    },
    async lookedAt(request) {
      const placements = [{ sealId: seal.id, placing: { rule: 'here', page: 1, xMm: 100, yMm: 100 } } as const];
      const { id } = await core.call('batch.create', { placements, ...request });
      return core.call('batch.look', { id });
    },
    async run(id, options = {}) {
      await core.call('batch.start', { id, pins: { [token.id]: premises.token.pin }, ...options });
      return until(id, over);
    },
    until,
    close,
  };
}
