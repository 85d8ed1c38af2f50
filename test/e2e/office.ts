/** An office for the tests of the window: a data folder, a UKey with one usable certificate, and the seal bound to it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seal as sealShape } from '../../src-main/contract/index.ts';
import { makeSoftHsmToken, type SoftHsmToken } from '../fixtures/softhsm.ts';
import { program } from './window.ts';

export const owner = '杭州示例科技有限公司';

export interface Office {
  /** Removed with everything in it by `close`. */
  readonly folder: string;
  readonly home: string;
  readonly token: SoftHsmToken;
  /** Where drivers find the UKey. */
  readonly env: Record<string, string>;
  readonly sealId: string;
  /** Runs the command line in this office, its PIN at hand, and gives what it prints. */
  qianyin(...args: string[]): string;
  close(): void;
}

export function openOffice(): Office {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-e2e-'));
  const home = join(folder, 'home');
  const token = makeSoftHsmToken({
    folder: join(folder, 'token'),
    label: '办公室UKey',
    pin: '135790',
    keys: [{ algorithm: 'rsa2048', subject: `/C=CN/O=${owner}/CN=${owner}` }],
  });
  const { env } = token;
  const qianyin = (...args: string[]) =>
    execFileSync(process.execPath, [program, ...args], {
      env: { ...process.env, QIANYIN_HOME: home, QIANYIN_PIN: token.pin, ...env },
      encoding: 'utf8',
    });
  const made = qianyin('seals', 'create', '--json', '--name', '公章', '--ring-text', owner);
  const { id: sealId } = sealShape.parse(JSON.parse(made));
  return { folder, home, token, env, sealId, qianyin, close: () => rmSync(folder, { recursive: true, force: true }) };
}
