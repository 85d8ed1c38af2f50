/** An office for the tests of the command line: a data folder, a UKey with one usable certificate, and its seal. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seal as sealShape } from '../../../src-main/contract/index.ts';
import { makeSoftHsmToken, type SoftHsmKey, type SoftHsmToken } from '../../fixtures/softhsm.ts';
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

/** @param key what its certificate and the mechanisms of its token are, where that matters */
export async function openOffice(
  key: { algorithm?: SoftHsmKey['algorithm']; mechanisms?: string } = {},
): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-cli-'));
  const work = join(folder, 'work');
  mkdirSync(work);
  const token = makeSoftHsmToken({
    folder: join(folder, 'token'),
    label: '办公室UKey',
    pin: '135790',
    keys: [{ algorithm: key.algorithm ?? 'p256', subject: `/C=CN/O=${owner}/CN=${owner}` }],
    ...(key.mechanisms ? { mechanisms: key.mechanisms } : {}),
  });
  const where = { home: join(folder, 'home'), token, cwd: work };
  const create = ['seals', 'create', '--name', sealName, '--ring-text', owner];
  const { id } = await runForJson(where, sealShape, create);
  return { folder: work, token, where, sealId: id, close: () => rmSync(folder, { recursive: true, force: true }) };
}
