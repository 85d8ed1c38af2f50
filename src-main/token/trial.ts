/** The trial token: a SoftHSM2 token in the home folder, made without touching the machine's own SoftHSM2. */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, type Token } from '../contract/index.ts';
import { readCertificate } from './certificate.ts';
import { findSoftHsm, trialConfPath } from './discovery.ts';
import type { DriverHost, TimeLimits } from './driver-host.ts';

export interface TrialTokenRequest {
  label: string;
  /** Public on purpose: it protects nothing real. */
  pin: string;
  soPin: string;
  /** Throws away a complete trial token and makes a new one: for when its PIN is no longer known. Default false. */
  replaceExisting?: boolean;
  /** Issues a certificate for the key (SubjectPublicKeyInfo, DER). All certificates are DER. */
  issue: (publicKeySpki: Uint8Array) => Promise<{ certificate: Uint8Array; caCertificate: Uint8Array }>;
}

interface TrialContext {
  homeFolder: string;
  refreshDiscovery(): Promise<void>;
  trialHost(): DriverHost | null;
  trialToken(): Token | null;
  timeLimits: TimeLimits;
}

/** An attempt that was interrupted leaves a token without certificates. */
const isComplete = (token: Token) => token.certificates.length > 0;

async function makeToken(request: TrialTokenRequest, context: TrialContext): Promise<void> {
  const { trialHost, timeLimits } = context;
  const host = trialHost();
  if (!host) throw new AppError('TRIAL_UNAVAILABLE', { detail: 'SoftHSM2 did not start' });
  const { label, pin, soPin, issue } = request;
  const create = { operation: 'createTrialToken', label, pin, soPin } as const;
  const { publicKeySpki } = await host.call(create, timeLimits.login);
  const { certificate, caCertificate } = await issue(publicKeySpki);
  const certificates = [certificate, caCertificate].map((value) => ({
    value,
    subject: readCertificate(value).subjectDer,
  }));
  await host.call({ operation: 'storeTrialCertificates', pin, certificates }, timeLimits.login);
  await host.rescan();
}

/** What stands in the home folder already: a complete token, or null when one can be made there. */
async function findPresent(tokensFolder: string, replace: boolean, context: TrialContext): Promise<Token | null> {
  const host = context.trialHost();
  await host?.settled();
  const driver = host?.describe(0);
  // A driver that is down may hide a good token: nothing must be made over it.
  if (driver?.state !== 'ready') {
    throw new AppError('TRIAL_UNAVAILABLE', { detail: driver?.trouble ?? 'SoftHSM2 is down' });
  }
  const present = context.trialToken();
  if (present && (replace || !isComplete(present))) {
    await rm(tokensFolder, { recursive: true, force: true });
    return null;
  }
  return present;
}

/** Makes the trial token; see `TokenRoom.provisionTrialToken`. */
export async function provisionTrialToken(request: TrialTokenRequest, context: TrialContext): Promise<Token> {
  if (!findSoftHsm()) throw new AppError('TRIAL_UNAVAILABLE', { detail: 'libsofthsm2 not found' });
  const confPath = trialConfPath(context.homeFolder);
  const trialFolder = dirname(confPath);
  const tokensFolder = join(trialFolder, 'tokens');
  const isFirst = !existsSync(confPath);
  await context.refreshDiscovery();
  const present = isFirst ? null : await findPresent(tokensFolder, request.replaceExisting ?? false, context);
  if (present) return present;
  try {
    await mkdir(tokensFolder, { recursive: true, mode: 0o700 });
    const conf = `directories.tokendir = ${tokensFolder}\nobjectstore.backend = file\nlog.level = ERROR\n`;
    await writeFile(confPath, conf);
    await context.refreshDiscovery();
    await context.trialHost()?.rescan();
    await makeToken(request, context);
    const token = context.trialToken();
    if (!token) throw new AppError('TRIAL_UNAVAILABLE', { detail: 'the token does not show' });
    return token;
  } catch (thrown) {
    if (isFirst) await rm(trialFolder, { recursive: true, force: true });
    await context.refreshDiscovery();
    const error = AppError.from(thrown);
    if (error.code === 'TRIAL_UNAVAILABLE') throw error;
    throw new AppError('TRIAL_UNAVAILABLE', { detail: error.detail ?? error.code }, { cause: thrown });
  }
}
