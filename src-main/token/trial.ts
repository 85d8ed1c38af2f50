/** The trial UKey: a software UKey with the SKF interface in the home folder, driven as any vendor's. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Token, type TrialAlgorithm } from '../contract/index.ts';
import { assertAsPacked } from '../runtime/index.ts';
import { readCertificate } from '../x509/index.ts';
import { trialFolder } from './drivers/discovery.ts';
import { findNativePart, nativeFolders } from './drivers/native-parts.ts';
import type { DriverHost, TimeLimits } from './supervision/driver-host.ts';

export interface TrialTokenRequest {
  algorithm: TrialAlgorithm;
  /** At most 32 bytes of UTF-8. */
  label: string;
  /** Public on purpose: it protects nothing real. */
  pin: string;
  adminPin: string;
  /** Throws away a complete trial token and makes a new one: for when its PIN is no longer known. Default false. */
  replaceExisting?: boolean;
  /** Issues a certificate (DER) for the key (SubjectPublicKeyInfo, DER). */
  issue: (publicKeySpki: Uint8Array) => Promise<Uint8Array>;
}

interface TrialContext {
  homeFolder: string;
  refreshDiscovery(): Promise<void>;
  trialHost(): DriverHost | null;
  trialTokens(): Token[];
  timeLimits: TimeLimits;
}

const toolTimeoutMs = 30_000;

/** Runs softskf-tool, with PINs as lines of its input. */
function runTool(args: readonly string[], home: string, lines: readonly string[]): Promise<void> {
  const tool = findNativePart('softSkfTool');
  return new Promise((resolve, reject) => {
    if (!tool) return reject(new AppError('TRIAL_UNAVAILABLE', { detail: 'softskf' }));
    assertAsPacked(import.meta.url, nativeFolders());
    const env = { ...process.env, QIANYIN_SOFTSKF_HOME: home };
    const child = execFile(tool, [...args, '--json'], { env, timeout: toolTimeoutMs }, (error, stdout) => {
      if (error) reject(new AppError('TRIAL_UNAVAILABLE', { detail: stdout.trim() || error.message }));
      else resolve();
    });
    child.stdin?.end(lines.map((line) => `${line}\n`).join(''));
  });
}

/** A token of the algorithm; one without a certificate was left by an attempt that was interrupted. */
const isOfAlgorithm = (token: Token, algorithm: TrialAlgorithm) =>
  token.certificates.some(({ keyAlgorithm }) => (keyAlgorithm === 'SM2') === (algorithm === 'sm2'));

async function removeDevice(homeFolder: string, serial: string): Promise<void> {
  await rm(join(trialFolder(homeFolder), serial), { recursive: true, force: true });
}

/** Serial numbers of PKCS#11 have 16 characters. */
const newSerial = () => `TRIAL${randomBytes(4).toString('hex').toUpperCase()}`;

async function makeToken(request: TrialTokenRequest, context: TrialContext, serial: string): Promise<Token> {
  const { algorithm, label, pin, adminPin, issue } = request;
  const home = trialFolder(context.homeFolder);
  await mkdir(home, { recursive: true, mode: 0o700 });
  const names = ['--serial', serial, '--label', label];
  await runTool(['create', ...names, '--admin-pin-stdin', '--user-pin-stdin'], home, [adminPin, pin]);
  await context.refreshDiscovery();
  const host = context.trialHost();
  if (!host) throw new AppError('TRIAL_UNAVAILABLE', { detail: 'libskf-pkcs11' });
  await host.settled();
  await host.rescan();
  const { timeLimits } = context;
  const generate = { operation: 'generateTrialKey', serial, pin, algorithm } as const;
  const { publicKeySpki, keyId } = await host.call(generate, timeLimits.login);
  const certificate = await issue(publicKeySpki);
  const subject = readCertificate(certificate).subject;
  const store = { operation: 'storeTrialCertificate', serial, pin, keyId, certificate, subject } as const;
  await host.call(store, timeLimits.login);
  await host.rescan();
  const token = context.trialTokens().find((made) => made.serial === serial);
  if (!token) throw new AppError('TRIAL_UNAVAILABLE', { detail: 'the token does not show' });
  return token;
}

/** Makes the trial token. @throws AppError TRIAL_UNAVAILABLE, and what the driver of the trial token answers */
export async function provisionTrialToken(request: TrialTokenRequest, context: TrialContext): Promise<Token> {
  const { homeFolder } = context;
  const missing = (['skfModule', 'softSkf', 'softSkfTool'] as const).find((part) => !findNativePart(part));
  if (missing) throw new AppError('TRIAL_UNAVAILABLE', { detail: missing });
  await context.refreshDiscovery();
  const driver = context.trialHost()?.describe();
  // A driver that is down may hide a good token: nothing must be made over it.
  if (driver && driver.state !== 'ready')
    throw new AppError('TRIAL_UNAVAILABLE', { detail: driver.trouble ?? driver.name });
  for (const token of context.trialTokens()) {
    const isIncomplete = token.certificates.length === 0;
    if (!isIncomplete && !isOfAlgorithm(token, request.algorithm)) continue;
    if (!isIncomplete && !request.replaceExisting) return token;
    await removeDevice(homeFolder, token.serial);
  }
  const serial = newSerial();
  try {
    return await makeToken(request, context, serial);
  } catch (thrown) {
    await removeDevice(homeFolder, serial);
    await context.trialHost()?.rescan();
    const error = AppError.from(thrown);
    if (error.code === 'TRIAL_UNAVAILABLE') throw error;
    throw new AppError('TRIAL_UNAVAILABLE', { detail: error.detail ?? error.code }, { cause: thrown });
  }
}
