import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeSoftHsmToken } from '../fixtures/softhsm.ts';
import { markedSquare } from '../stamping/office.ts';
import { type BenchHome, openCore } from './core.ts';

/** Makes a SoftHSM2 token with an RSA-2048 key, trusts its CA, and binds a seal to it. */
export async function makeHome(folder: string): Promise<BenchHome> {
  const pin = '123456';
  const made = makeSoftHsmToken({
    folder: join(folder, 'token'),
    label: 'bench',
    pin,
    keys: [{ algorithm: 'rsa2048', subject: '/C=CN/O=测试有限公司/CN=测试有限公司公章' }],
  });
  const home = { homeFolder: join(folder, 'home'), softHsmConfPath: made.confPath, pin };
  const core = await openCore(home);
  try {
    await core.call('trust.add', { certificates: readFileSync(made.caCertificatePath) });
    const token = (await core.call('tokens.list', {})).find(({ serial }) => serial === made.serial);
    await core.call('seals.import', {
      name: '公章',
      kind: 'official',
      binding: { tokenId: token?.id ?? '', certificateFingerprint: made.certificates[0]?.fingerprint ?? '' },
      png: markedSquare(),
      widthMm: 20,
    });
  } finally {
    await core.close();
  }
  return home;
}
