import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  adminPin,
  buildSanitizedSoftSkf,
  buildSoftSkf,
  createDevice,
  runOn,
  type SoftSkfBuild,
  userPin,
} from './softskf-build.ts';
import { type Handle, loadSoftSkf, type SoftSkf, sar } from './softskf-library.ts';

// Compilers, sanitizers and valgrind take their time on a busy machine.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const folder = mkdtempSync(join(tmpdir(), 'softskf-'));
const home = join(folder, 'home');
const worker = fileURLToPath(new URL('softskf-worker.ts', import.meta.url));
const message = Buffer.from('关于用印的决定');

let built: SoftSkfBuild;
let skf: SoftSkf;

beforeAll(() => {
  process.env.QIANYIN_SOFTSKF_HOME = home;
  built = buildSoftSkf();
  skf = loadSoftSkf(built.library);
});
afterAll(() => rmSync(folder, { recursive: true }));

const tool = (...args: string[]) => runOn(home, built.tool, args);
const openssl = (...args: string[]) =>
  execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

function write(name: string, content: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const lengthBytes = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), content]);
}

/** A number as INTEGER; a zero is put before a first bit of one. */
function derInteger(number: Uint8Array): Buffer {
  const start = number.findIndex((byte) => byte !== 0);
  const digits = start < 0 ? Buffer.from([0]) : number.subarray(start);
  return der(2, (digits[0] ?? 0) < 128 ? Buffer.alloc(0) : Buffer.from([0]), digits);
}

const derBitString = (content: Uint8Array) => der(3, Buffer.from([0]), content);

const pem = (bytes: Buffer) =>
  Buffer.from(`-----BEGIN PUBLIC KEY-----\n${bytes.toString('base64')}\n-----END PUBLIC KEY-----\n`);

/** SubjectPublicKeyInfo: id-ecPublicKey on the SM2 curve. */
function sm2PublicKeyPem(blob: Buffer): Buffer {
  const algorithm = Buffer.from('301306072a8648ce3d020106082a811ccf5501822d', 'hex');
  const point = Buffer.concat([Buffer.from([4]), blob.subarray(36, 68), blob.subarray(100, 132)]);
  return pem(der(0x30, algorithm, derBitString(point)));
}

/** SubjectPublicKeyInfo: rsaEncryption. */
function rsaPublicKeyPem(blob: Buffer): Buffer {
  const algorithm = Buffer.from('300d06092a864886f70d0101010500', 'hex');
  const key = der(0x30, derInteger(blob.subarray(8, 264)), derInteger(blob.subarray(264, 268)));
  return pem(der(0x30, algorithm, derBitString(key)));
}

const derSignature = (rs: Buffer) => der(0x30, derInteger(rs.subarray(0, 32)), derInteger(rs.subarray(32)));

function verifySm2WithOpenssl(key: Buffer, signature: Buffer): string {
  const keyPath = write('sm2.pem', sm2PublicKeyPem(key));
  const signaturePath = write('sm2.sig', derSignature(signature));
  const input = ['-rawin', '-digest', 'sm3', '-in', write('message', message), '-sigfile', signaturePath];
  return openssl('pkeyutl', '-verify', '-pubin', '-inkey', keyPath, ...input, '-pkeyopt', 'distid:1234567812345678');
}

interface OpenDevice {
  serial: string;
  device: Handle;
  application: Handle;
}

let deviceCount = 0;

function plugIn(): OpenDevice {
  deviceCount += 1;
  const serial = `QY${deviceCount}`;
  createDevice(built, home, serial);
  const device = skf.connect(serial);
  return { serial, device, application: skf.openApplication(device) };
}

function logIn(): OpenDevice {
  const opened = plugIn();
  expect(skf.verifyPin(opened.application, userPin).code).toBe(sar.ok);
  return opened;
}

const workerArgs = ({ serial }: OpenDevice, pin: string, task: string, argument = '') => [
  worker,
  built.library,
  serial,
  pin,
  task,
  argument,
];

const runWorker = (...args: Parameters<typeof workerArgs>) =>
  execFileSync(process.execPath, workerArgs(...args), { encoding: 'utf8' }).trim();

describe('signing with the software UKey', () => {
  it('makes SM2 signatures that openssl verifies with the default user id', () => {
    const { device, application } = logIn();
    const container = skf.createContainer(application, 'signing');
    const key = skf.generateSm2(container);
    const signature = skf.signSm2(container, skf.sm2Digest(device, key, message));
    expect(verifySm2WithOpenssl(key, signature)).toContain('Verified Successfully');
  });

  it('makes RSA signatures that openssl verifies', () => {
    const container = skf.createContainer(logIn().application, 'signing');
    const key = skf.generateRsa(container);
    const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');
    const digest = createHash('sha256').update(message).digest();
    const signature = write('rsa.sig', skf.signRsa(container, Buffer.concat([digestInfo, digest])));
    const keyPath = write('rsa.pem', rsaPublicKeyPem(key));
    const verdict = openssl('dgst', '-sha256', '-verify', keyPath, '-signature', signature, write('message', message));
    expect(verdict).toContain('Verified OK');
  });

  it('signs in a process that starts later, with the same key', () => {
    const opened = logIn();
    const container = skf.createContainer(opened.application, 'signing');
    const key = skf.generateSm2(container);
    const e = skf.sm2Digest(opened.device, key, message);
    const signature = Buffer.from(runWorker(opened, userPin, 'sign', e.toString('hex')), 'hex');
    expect(verifySm2WithOpenssl(key, signature)).toContain('Verified Successfully');
  });
});

describe('the PIN of the software UKey', () => {
  it('counts wrong tries down in every process, locks, and is unblocked by the admin', () => {
    const opened = plugIn();
    expect(skf.verifyPin(opened.application, '000000')).toEqual({ code: sar.pinIncorrect, triesLeft: 2 });
    expect(runWorker(opened, '000000', 'try-pin')).toBe(`${sar.pinIncorrect.toString(16)} 1`);
    expect(skf.verifyPin(opened.application, '000000')).toEqual({ code: sar.pinLocked, triesLeft: 0 });
    expect(runWorker(opened, userPin, 'try-pin')).toBe(`${sar.pinLocked.toString(16)} 0`);
    skf.unblockPin(opened.application, adminPin, '654321');
    expect(skf.verifyPin(opened.application, '654321')).toEqual({ code: sar.ok, triesLeft: 3 });
  });
});

describe('plugging the software UKey out and in', () => {
  it('ends what is under way, and the login with it', () => {
    const { serial, application } = logIn();
    const container = skf.createContainer(application, 'signing');
    skf.generateSm2(container);
    expect(tool('unplug', serial).status).toBe(0);
    expect(skf.state(serial)).toBe(0);
    expect(() => skf.signSm2(container, Buffer.alloc(32, 1))).toThrow(
      expect.objectContaining({ code: sar.deviceRemoved }),
    );
    expect(() => skf.connect(serial)).toThrow(expect.objectContaining({ code: sar.deviceRemoved }));
    expect(tool('plug', serial).status).toBe(0);
    expect(skf.state(serial)).toBe(1);
    expect(() => skf.signSm2(container, Buffer.alloc(32, 1))).toThrow(
      expect.objectContaining({ code: sar.deviceRemoved }),
    );
    const reopened = skf.openContainer(skf.openApplication(skf.connect(serial)), 'signing');
    expect(() => skf.signSm2(reopened, Buffer.alloc(32, 1))).toThrow(
      expect.objectContaining({ code: sar.userNotLoggedIn }),
    );
  });
});

describe('what the software UKey holds', () => {
  it('is whole after a process was killed while it wrote, with everything that was acknowledged', async () => {
    const opened = logIn();
    skf.createFile(opened.application, 'counter', 16384);
    for (let round = 1; round <= 6; round += 1) {
      const writer = spawn(process.execPath, workerArgs(opened, userPin, 'write-for-ever', `${round * 1000}`), {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let acknowledged = 0;
      for await (const line of createInterface({ input: writer.stdout })) {
        acknowledged = Number(line);
        if (acknowledged >= round * 1000 + round * 5) writer.kill('SIGKILL');
      }
      const content = skf.readFile(opened.application, 'counter', 16384);
      const count = content.readUInt32LE(0);
      expect(count).toBeGreaterThanOrEqual(acknowledged);
      expect(content.equals(Buffer.from(new Uint32Array(4096).fill(count).buffer))).toBe(true);
    }
  });

  it('loses nothing when several processes write at once', async () => {
    const opened = logIn();
    const writers = ['a', 'b', 'c'].map((name) => {
      const process_ = spawn(process.execPath, workerArgs(opened, userPin, 'create-files', name), { stdio: 'inherit' });
      return new Promise((resolve) => process_.on('exit', resolve));
    });
    expect(await Promise.all(writers)).toEqual([0, 0, 0]);
    expect(skf.fileNames(opened.application)).toHaveLength(30);
  });
});

describe('softskf-tool', () => {
  it('lists what it made, with what is plugged in', () => {
    const other = join(folder, 'other-home');
    createDevice(built, other, 'A1');
    createDevice(built, other, 'B2');
    expect(runOn(other, built.tool, ['unplug', 'B2']).status).toBe(0);
    expect(JSON.parse(runOn(other, built.tool, ['list', '--json']).stdout)).toEqual([
      { serial: 'A1', label: '合同专用章', plugged: true, readable: true },
      { serial: 'B2', label: '合同专用章', plugged: false, readable: true },
    ]);
  });

  const create = (serial: string, input: string, ...more: string[]) =>
    runOn(
      home,
      built.tool,
      ['create', '--serial', serial, '--label', 'x', '--admin-pin-stdin', '--user-pin-stdin', '--json', ...more],
      input,
    );

  it.each([
    ['a PIN that is too short', 'N1', '87654321\n12345\n', 'pin-length'],
    ['a PIN that is missing', 'N1', '87654321\n', undefined],
    ['a serial number that is a path', '../N1', '87654321\n123456\n', 'serial'],
  ])('refuses %s', (_what, serial, input, error) => {
    const { status, stdout } = create(serial, input);
    expect(status).not.toBe(0);
    if (error !== undefined) expect(JSON.parse(stdout)).toEqual({ error });
    expect(tool('list').stdout).not.toContain('N1');
  });

  it('does not touch a device that is there already', () => {
    const { serial, application } = plugIn();
    expect(JSON.parse(create(serial, '11111111\n111111\n').stdout)).toEqual({ error: 'exists' });
    expect(skf.verifyPin(application, userPin).code).toBe(sar.ok);
  });
});

describe('the C code of the software UKey', () => {
  it('does everything its own tests ask, under AddressSanitizer and UndefinedBehaviorSanitizer', () => {
    const sanitized = buildSanitizedSoftSkf();
    const { status, stdout, stderr } = runOn(join(folder, 'sanitized'), sanitized.testProgram, [sanitized.tool]);
    expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
  });

  it('leaks nothing and touches nothing that is not its own, under valgrind', () => {
    const options = ['--quiet', '--leak-check=full', '--errors-for-leak-kinds=definite', '--error-exitcode=9'];
    const { status, stdout, stderr } = runOn(join(folder, 'valgrind'), 'valgrind', [
      ...options,
      built.testProgram,
      built.tool,
      'quick',
    ]);
    expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
  });
});
