/**
 * The host process of one driver. Whatever the driver does here, hang or crash, happens here only.
 * It answers one request at a time, in order, and ends with its parent.
 */
import { z } from 'zod';
import { AppError } from '../../contract/index.ts';
import { protectMemory } from '../../process/index.ts';
import { type LoadedDriver, loadDriver, returnValueOf, unpad } from './cryptoki.ts';
import { createInitializer } from './initialization.ts';
import { foreignArchitecture } from './library-architecture.ts';
import { type HostAnswer, type HostRequest, type Operation, type ReplyEnvelope, requestEnvelope } from './messages.ts';
import { endWithParent } from './parent.ts';
import { createScanner, type Scanner } from './scan.ts';
import { createSecretReceiver } from './secret-messages.ts';
import { createSessions, type Sessions } from './session.ts';
import { generateTrialKey, storeTrialCertificate } from './trial-token.ts';

interface Host {
  path: string;
  driver: LoadedDriver;
  scanner: Scanner;
  sessions: Sessions;
}

let host: Host | null = null;
const secrets = createSecretReceiver();
const sealedEnvelope = z.looseObject({ request: z.looseObject({}) });

/**
 * Drivers that show each PIN of a card as a slot of its own, so that the PIN of the login is the one of the signature:
 * OpenSC by its design (framework-pkcs15), Yubico's since PIV has one PIN (NIST SP 800-73-4, 3.2.1).
 */
const hasOnePinPerSlot = (manufacturer: string) => /^(OpenSC Project|Yubico\b)/.test(manufacturer);

function load(request: Extract<HostRequest, { operation: 'load' }>): HostAnswer<'load'> {
  try {
    const driver = loadDriver(request.path);
    const initialize = createInitializer(driver, request.initString);
    initialize();
    const info = driver.cryptoki.C_GetInfo();
    const scanner = createScanner(driver.cryptoki, request.rescan, initialize);
    const signsWithLoginPin = hasOnePinPerSlot(unpad(info.manufacturerID));
    host = { path: request.path, driver, scanner, sessions: createSessions(driver, scanner, signsWithLoginPin) };
    const version = `${info.libraryVersion.major}.${info.libraryVersion.minor}`;
    return {
      description: `${unpad(info.manufacturerID)} ${unpad(info.libraryDescription)} ${version}`.trim(),
      secretKey: secrets.publicKey,
    };
  } catch (thrown) {
    const foreign = foreignArchitecture(request.path);
    const detail = foreign ? `${foreign.architecture} library, ${foreign.needed} program` : returnValueOf(thrown);
    throw new AppError('DRIVER_FAILED', { driver: request.path }, { detail });
  }
}

function scan({ path, scanner, sessions }: Host): HostAnswer<'scan'> {
  try {
    return scanner.scan(sessions.anyOpen);
  } catch (thrown) {
    throw new AppError('DRIVER_FAILED', { driver: path }, { detail: returnValueOf(thrown) });
  }
}

function stop(running: Host): HostAnswer<'stop'> {
  try {
    running.driver.cryptoki.C_Finalize();
  } catch {
    // The process ends next: a driver that cannot even finalize keeps nothing.
  }
  return {};
}

function answer(request: HostRequest): HostAnswer<Operation> {
  if (request.operation === 'load') return load(request);
  if (!host) throw new AppError('DRIVER_FAILED', { driver: request.operation }, { detail: 'not loaded' });
  switch (request.operation) {
    case 'scan':
      return scan(host);
    case 'open':
      return { sessionId: host.sessions.open(request) };
    case 'logIn':
      try {
        return { asksEachTime: host.sessions.logIn(request) };
      } finally {
        request.pin?.fill(0);
        request.signaturePin?.fill(0);
      }
    case 'sign':
      return { signature: host.sessions.sign(request) };
    case 'close':
      host.sessions.close(request.sessionId);
      return {};
    case 'changePin':
      try {
        host.sessions.changePin(request);
        return {};
      } finally {
        request.oldPin.fill(0);
        request.newPin.fill(0);
      }
    case 'unblockPin':
      try {
        host.sessions.unblockPin(request);
        return {};
      } finally {
        request.adminPin.fill(0);
        request.newPin.fill(0);
      }
    case 'readDataObjects':
      try {
        return { objects: host.sessions.readDataObjects(request) };
      } finally {
        request.pin?.fill(0);
      }
    case 'writeDataObject':
      try {
        host.sessions.writeDataObject(request);
        return {};
      } finally {
        request.pin?.fill(0);
      }
    case 'generateTrialKey':
      return generateTrialKey(host.driver, request);
    case 'storeTrialCertificate':
      storeTrialCertificate(host.driver, request);
      host.scanner.forget();
      return {};
    case 'stop':
      return stop(host);
  }
}

function reply(message: unknown): ReplyEnvelope | null {
  const sealed = sealedEnvelope.safeParse(message);
  if (!sealed.success) return null;
  const envelope = requestEnvelope.safeParse({ ...sealed.data, request: secrets.open(sealed.data.request) });
  if (!envelope.success) return null;
  const { id, request } = envelope.data;
  try {
    return { id, ok: true, answer: answer(request) };
  } catch (thrown) {
    return { id, ok: false, error: AppError.from(thrown).toShape() };
  }
}

/** Electron's utility processes have a parent port, Node's child processes have `process.send`. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

protectMemory();

// Ctrl-C on a terminal reaches every process of it; what it means to a signature is for the parent to say.
process.on('SIGINT', () => undefined);

endWithParent();

const parentPort = 'parentPort' in process ? (process.parentPort as ParentPort | null) : null;
if (parentPort) {
  parentPort.on('message', ({ data }) => {
    const message = reply(data);
    if (message) parentPort.postMessage(message);
  });
} else {
  process.on('message', (data) => {
    const message = reply(data);
    if (message) process.send?.(message);
  });
  process.on('disconnect', () => process.exit(0));
}
