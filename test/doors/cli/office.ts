/** An office for the tests of the command line: a data folder, a UKey with one usable certificate, and its seal. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seal as sealShape } from '../../../src-main/contract/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../../fixtures/softhsm.ts';
import { runForJson, type Surroundings } from './qianyin.ts';

export const owner = '杭州示例科技有限公司';
export const sealName = '公章';

export interface Office {
  folder: string;
  token: SoftHsmToken;
  where: Surroundings;
  sealId: string;
  close(): void;
}

export async function openOffice(): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-cli-'));
  const work = join(folder, 'work');
  mkdirSync(work);
  const token = makeSoftHsmToken({
    folder: join(folder, 'token'),
    label: '办公室UKey',
    pin: '135790',
    keys: [{ algorithm: 'p256', subject: `/C=CN/O=${owner}/CN=${owner}` }],
  });
  const where = { home: join(folder, 'home'), token, cwd: work };
  const create = ['seals', 'create', '--name', sealName, '--ring-text', owner];
  const { id } = await runForJson(where, sealShape, create);
  return { folder: work, token, where, sealId: id, close: () => rmSync(folder, { recursive: true, force: true }) };
}
