/** A real PKCS#11 module that misbehaves on order: see fixtures/faulty-driver.c. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DriverCandidate } from '../../src-main/token/index.ts';
import { type SoftHsmToken, softHsmModulePath } from '../fixtures/softhsm.ts';

export interface FaultyDriver {
  candidate: DriverCandidate;
  /** Replaces the orders; with none the module is a faithful SoftHSM2. */
  obey(...orders: string[]): void;
  /** Every login that reached the module: `login <user type> <PIN length or NULL>`. */
  logins(): string[];
}

const source = join(import.meta.dirname, 'fixtures', 'faulty-driver.c');
const headers = join(import.meta.dirname, '..', '..', 'node_modules', 'pkcs11js', 'includes', 'pkcs11');

/** Compiles the module into the token's folder and makes a driver of it. */
export function makeFaultyDriver(id: string, folder: string, token: SoftHsmToken): FaultyDriver {
  const path = join(folder, `${id}.so`);
  const ordersPath = join(folder, `${id}.orders`);
  const logPath = join(folder, `${id}.log`);
  execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-Wall', '-Werror', '-I', headers, '-o', path, source, '-ldl']);
  writeFileSync(ordersPath, '');
  const env = {
    SOFTHSM2_CONF: token.confPath,
    FAULTY_BASE: softHsmModulePath,
    FAULTY_ORDERS: ordersPath,
    FAULTY_LOG: logPath,
  };
  return {
    candidate: { id, name: `Faulty ${id}`, path, library: path, source: 'added', rescan: 'slot-list', env },
    obey: (...orders) => writeFileSync(ordersPath, orders.map((order) => `${order}\n`).join('')),
    logins: () => (existsSync(logPath) ? readFileSync(logPath, 'utf8').trim().split('\n').filter(Boolean) : []),
  };
}
