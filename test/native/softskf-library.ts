/** The software UKey through its SKF interface, called as a foreign library. */
import koffi from 'koffi';

/** A handle of the library; 64 bits wide. */
export type Handle = number | bigint;

export const sar = {
  ok: 0,
  deviceRemoved: 0x0a000023,
  pinIncorrect: 0x0a000024,
  pinLocked: 0x0a000025,
  userNotLoggedIn: 0x0a00002d,
} as const;

const rsaBlobLength = 268;
const eccBlobLength = 132;
export const defaultUserId = Buffer.from('1234567812345678');

export class SkfError extends Error {
  readonly code: number;

  constructor(call: string, code: number) {
    super(`${call} answered 0x${code.toString(16).padStart(8, '0')}`);
    this.code = code;
  }
}

type Call = (...args: unknown[]) => unknown;

/** Loads a build of the library. Its devices are those of the folder in QIANYIN_SOFTSKF_HOME. */
export function loadSoftSkf(path: string) {
  const library = koffi.load(path);
  const declare = (name: string, parameters: string): Call => library.func(`uint32_t SKF_${name}(${parameters})`);
  const functions = {
    ConnectDev: declare('ConnectDev', 'str name, _Out_ uintptr_t *device'),
    DisConnectDev: declare('DisConnectDev', 'uintptr_t device'),
    GetDevState: declare('GetDevState', 'str name, _Out_ uint32_t *state'),
    OpenApplication: declare('OpenApplication', 'uintptr_t device, str name, _Out_ uintptr_t *application'),
    VerifyPIN: declare('VerifyPIN', 'uintptr_t application, uint32_t type, str pin, _Out_ uint32_t *tries'),
    UnblockPIN: declare('UnblockPIN', 'uintptr_t application, str admin, str user, _Out_ uint32_t *tries'),
    CreateContainer: declare('CreateContainer', 'uintptr_t application, str name, _Out_ uintptr_t *container'),
    OpenContainer: declare('OpenContainer', 'uintptr_t application, str name, _Out_ uintptr_t *container'),
    GenECCKeyPair: declare('GenECCKeyPair', 'uintptr_t container, uint32_t algorithm, uint8_t *key'),
    GenRSAKeyPair: declare('GenRSAKeyPair', 'uintptr_t container, uint32_t bits, uint8_t *key'),
    ECCSignData: declare('ECCSignData', 'uintptr_t container, uint8_t *e, uint32_t length, uint8_t *signature'),
    RSASignData: declare(
      'RSASignData',
      'uintptr_t container, uint8_t *data, uint32_t length, uint8_t *signature, _Inout_ uint32_t *signatureLength',
    ),
    DigestInit: declare(
      'DigestInit',
      'uintptr_t device, uint32_t algorithm, uint8_t *key, uint8_t *id, uint32_t idLength, _Out_ uintptr_t *digest',
    ),
    Digest: declare(
      'Digest',
      'uintptr_t digest, uint8_t *data, uint32_t length, uint8_t *value, _Inout_ uint32_t *valueLength',
    ),
    CloseHandle: declare('CloseHandle', 'uintptr_t handle'),
    CreateFile: declare('CreateFile', 'uintptr_t application, str name, uint32_t size, uint32_t read, uint32_t write'),
    ReadFile: declare(
      'ReadFile',
      'uintptr_t application, str name, uint32_t offset, uint32_t size, uint8_t *content, _Inout_ uint32_t *length',
    ),
    WriteFile: declare(
      'WriteFile',
      'uintptr_t application, str name, uint32_t offset, uint8_t *content, uint32_t size',
    ),
    EnumFiles: declare('EnumFiles', 'uintptr_t application, uint8_t *names, _Inout_ uint32_t *size'),
  };

  const call = (name: keyof typeof functions, ...args: unknown[]): void => {
    const code = Number(functions[name](...args));
    if (code !== sar.ok) throw new SkfError(`SKF_${name}`, code);
  };
  const handleFrom = (name: keyof typeof functions, ...args: unknown[]): Handle => {
    const made: [Handle] = [0];
    call(name, ...args, made);
    return made[0];
  };

  return {
    connect: (serial: string) => handleFrom('ConnectDev', serial),
    disconnect: (device: Handle) => call('DisConnectDev', device),
    state(serial: string): number {
      const state: [number] = [0];
      call('GetDevState', serial, state);
      return state[0];
    },
    openApplication: (device: Handle) => handleFrom('OpenApplication', device, 'Qianyin'),
    /** @returns the answer and how many tries are left */
    verifyPin(application: Handle, pin: string): { code: number; triesLeft: number } {
      const tries: [number] = [0];
      return { code: Number(functions.VerifyPIN(application, 1, pin, tries)), triesLeft: tries[0] };
    },
    unblockPin(application: Handle, adminPin: string, userPin: string): void {
      call('UnblockPIN', application, adminPin, userPin, [0]);
    },
    createContainer: (application: Handle, name: string) => handleFrom('CreateContainer', application, name),
    openContainer: (application: Handle, name: string) => handleFrom('OpenContainer', application, name),
    /** @returns the ECCPUBLICKEYBLOB */
    generateSm2(container: Handle): Buffer {
      const key = Buffer.alloc(eccBlobLength);
      call('GenECCKeyPair', container, 0x00020100, key);
      return key;
    },
    /** @returns the RSAPUBLICKEYBLOB */
    generateRsa(container: Handle): Buffer {
      const key = Buffer.alloc(rsaBlobLength);
      call('GenRSAKeyPair', container, 2048, key);
      return key;
    },
    /** SM3 over Z and the message: the e value. */
    sm2Digest(device: Handle, key: Buffer, message: Uint8Array): Buffer {
      const digest = handleFrom('DigestInit', device, 1, key, defaultUserId, defaultUserId.length);
      const value = Buffer.alloc(32);
      call('Digest', digest, message, message.length, value, [value.length]);
      call('CloseHandle', digest);
      return value;
    },
    /** @returns r and s, 64 bytes */
    signSm2(container: Handle, e: Uint8Array): Buffer {
      const signature = Buffer.alloc(128);
      call('ECCSignData', container, e, e.length, signature);
      return Buffer.concat([signature.subarray(32, 64), signature.subarray(96, 128)]);
    },
    signRsa(container: Handle, digestInfo: Uint8Array): Buffer {
      const signature = Buffer.alloc(256);
      call('RSASignData', container, digestInfo, digestInfo.length, signature, [signature.length]);
      return signature;
    },
    createFile(application: Handle, name: string, size: number): void {
      call('CreateFile', application, name, size, 0xff, 0x10);
    },
    readFile(application: Handle, name: string, size: number): Buffer {
      const content = Buffer.alloc(size);
      const length: [number] = [size];
      call('ReadFile', application, name, 0, size, content, length);
      return content.subarray(0, length[0]);
    },
    writeFile(application: Handle, name: string, content: Uint8Array): void {
      call('WriteFile', application, name, 0, content, content.length);
    },
    fileNames(application: Handle): string[] {
      const names = Buffer.alloc(4096);
      const size: [number] = [names.length];
      call('EnumFiles', application, names, size);
      return names.toString('utf8', 0, size[0]).split('\0').filter(Boolean);
    },
  };
}

export type SoftSkf = ReturnType<typeof loadSoftSkf>;
