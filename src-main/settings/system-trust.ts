import { Worker } from 'node:worker_threads';
import type { CertificateInfo } from '../contract/index.ts';
import { describeCertificate, type SystemTrustAnchor } from '../x509/index.ts';

/** The root certificates of the operating system. */
export interface SystemTrust {
  /** None where the system's store cannot be read. */
  anchors(): Promise<readonly SystemTrustAnchor[]>;
  list(): Promise<CertificateInfo[]>;
}

/** Hundreds of certificates come out of the system's store as text, which would hold up the window for a moment. */
const reading = `
const { getCACertificates } = require('node:tls');
const { parentPort } = require('node:worker_threads');
const pem = new Set(getCACertificates('system'));
parentPort.postMessage([...pem].map((one) => Buffer.from(one.replace(/-----[^-]+-----|\\s/g, ''), 'base64')));
`;

function read(): Promise<Uint8Array[]> {
  return new Promise((resolve) => {
    const worker = new Worker(reading, { eval: true });
    worker.once('message', resolve);
    worker.once('error', () => resolve([]));
    worker.once('exit', () => resolve([]));
  });
}

/** Reads the system's store when it is first needed, and again only in another run of the program. */
export function openSystemTrust(readStore: () => Promise<Uint8Array[]> = read): SystemTrust {
  let found: Promise<Uint8Array[]> | null = null;
  const certificates = () => (found ??= readStore());
  return {
    anchors: async () => (await certificates()).map((system) => ({ system })),
    list: async () => (await certificates()).flatMap(describeReadable),
  };
}

function describeReadable(der: Uint8Array): CertificateInfo[] {
  try {
    return [describeCertificate(der)];
  } catch {
    return [];
  }
}
