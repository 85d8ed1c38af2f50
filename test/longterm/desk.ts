/** Signed PDFs, a queue, and services of real openssl on loopback: a timestamp authority, an OCSP responder, CRLs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { LongTermQueue, Settings, VerificationReport } from '../../src-main/contract/index.ts';
import { methods, settings as settingsSchema } from '../../src-main/contract/index.ts';
import { createLongTerm, type LongTerm, type LongTermContext } from '../../src-main/longterm/index.ts';
import { openNetwork } from '../../src-main/network/index.ts';
import {
  type ByteSource,
  buildSignatureRevision,
  bytesSource,
  fillContents,
  openFileSource,
  openPdf,
} from '../../src-main/pdf/index.ts';
import { signCms } from '../../src-main/signature/index.ts';
import { type VerificationRequest, verifyDocument } from '../../src-main/verification/index.ts';
import { createDigest } from '../../src-main/x509/index.ts';
import { onePage } from '../fixtures/pdf/index.ts';
import { bodyOf, LoopbackServer } from '../network/loopback-server.ts';
import {
  authorityExtensions,
  type Holder,
  OpensslAuthority,
  signerExtensions,
} from '../signature/openssl-authority.ts';
import {
  answerOcsp,
  answerTimestamp,
  type Booked,
  makeCrl,
  timestampExtensions,
} from '../signature/openssl-responders.ts';

const timestampDays = 9125;

/** What the services do; a test changes it. */
export interface Services {
  timestamp(query: Uint8Array): Promise<Uint8Array> | Uint8Array;
  ocsp(query: Uint8Array): Promise<Uint8Array> | Uint8Array;
  /** The books of the CA. */
  booked: Booked[];
  /** Paths that were asked, in order. */
  readonly asked: string[];
}

export class Desk {
  readonly folder = mkdtempSync(join(tmpdir(), 'qianyin-longterm-'));
  readonly openssl = new OpensslAuthority();
  readonly root: Holder;
  readonly timestampRoot: Holder;
  readonly timestampAuthority: Holder;
  readonly server: LoopbackServer;
  readonly services: Services;
  settings: Settings;
  trusted: Holder[];
  importedCrls: Uint8Array[] = [];
  readonly queue: LongTerm;
  /** What was told of the queue as it was run by itself. */
  readonly changes: LongTermQueue[] = [];
  #count = 0;

  private constructor(
    server: LoopbackServer,
    pace: Pick<LongTermContext, 'everyMs' | 'retryAfterMs'>,
    listen: (answer: typeof Desk.prototype.answer) => void,
  ) {
    this.server = server;
    const { openssl } = this;
    this.root = openssl.issue({ subject: '/C=CN/CN=示例根', extensions: authorityExtensions });
    // Longer than those of signers: a timestamp is good as long as its authority's certificate, or until another one covers it.
    this.timestampRoot = openssl.issue({
      subject: '/C=CN/CN=时间戳根',
      extensions: authorityExtensions,
      days: timestampDays,
    });
    this.timestampAuthority = openssl.issue({
      subject: '/CN=时间戳服务',
      days: timestampDays,
      issuer: this.timestampRoot,
      extensions: [...timestampExtensions, `crlDistributionPoints=URI:${server.origin}/tsa-crl`],
    });
    this.trusted = [this.root, this.timestampRoot];
    this.services = {
      timestamp: (request) => answerTimestamp(openssl, { request, authority: this.timestampAuthority }),
      ocsp: (request) => answerOcsp(openssl, { request, issuer: this.root, booked: this.services.booked }),
      booked: [],
      asked: [],
    };
    this.settings = settingsSchema.parse({
      networkAllowed: true,
      signatureLevel: 'B-LTA',
      timestampAuthorities: [{ name: '示例', url: `${server.origin}/tsa` }],
    });
    this.queue = createLongTerm(
      {
        databasePath: join(this.folder, 'longterm.sqlite'),
        network: openNetwork({ isAllowed: () => this.settings.networkAllowed, timeoutMs: 3000 }),
        settings: () => this.settings,
        trustAnchors: async () => this.trusted.map(({ certificate }) => certificate),
        importedCrls: () => this.importedCrls,
        verify: (source, path) => this.verifySource(source, path),
        ...pace,
      },
      { onProgress: () => undefined, onChanged: (queue) => this.changes.push(queue) },
    );
    listen((request, response) => this.answer(request, response));
  }

  /** @param pace of the queue, where it runs by itself */
  static async open(pace: Pick<LongTermContext, 'everyMs' | 'retryAfterMs'> = {}): Promise<Desk> {
    let answer: typeof Desk.prototype.answer | null = null;
    const server = await LoopbackServer.start((request, response) => answer?.(request, response));
    return new Desk(server, pace, (given) => {
      answer = given;
    });
  }

  async close(): Promise<void> {
    await this.queue.close();
    await this.server.stop();
    this.openssl.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { openssl, services } = this;
    const query = await bodyOf(request);
    services.asked.push(request.url ?? '');
    try {
      if (request.url === '/tsa') response.end(await services.timestamp(query));
      else if (request.url === '/ocsp') response.end(await services.ocsp(query));
      else if (request.url === '/tsa-crl') response.end(makeCrl(openssl, { issuer: this.timestampRoot }));
      else if (request.url === '/crl') response.end(makeCrl(openssl, { issuer: this.root, booked: services.booked }));
      else response.writeHead(404).end();
    } catch {
      response.writeHead(500).end();
    }
  }

  /** Somebody with a certificate that names these services, in the books of the CA. */
  signer(name: string, services: readonly ('ocsp' | 'crl')[] = ['ocsp']): Holder {
    const { origin } = this.server;
    const holder = this.openssl.issue({
      subject: `/C=CN/CN=${name}`,
      issuer: this.root,
      extensions: [
        ...signerExtensions,
        ...(services.includes('ocsp') ? [`authorityInfoAccess=OCSP;URI:${origin}/ocsp`] : []),
        ...(services.includes('crl') ? [`crlDistributionPoints=URI:${origin}/crl`] : []),
      ],
    });
    this.services.booked.push({ holder });
    return holder;
  }

  revoke(holder: Holder, revokedAt: Date, reason?: string): void {
    this.services.booked = this.services.booked.map((one) =>
      one.holder === holder ? { holder, revokedAt, reason } : one,
    );
  }

  /** A signed PDF (PAdES B-B) on the disk. */
  async sign(holder: Holder): Promise<string> {
    const document = openPdf(bytesSource(onePage()));
    const revision = buildSignatureRevision(document, {
      impressions: [{ page: 1, xMm: 50, yMm: 50, widthMm: 0, heightMm: 0, slice: null }],
      ...{ artwork: null, reason: '', location: '', signerName: '' },
      ...{ filter: 'Adobe.PPKLite', subFilter: 'ETSI.CAdES.detached', contentsBytes: 6000 },
      signingTime: new Date(),
    });
    const [, gapStart, gapEnd] = revision.byteRange;
    const digest = createDigest('sha256');
    digest.update(document.source.read(0, document.source.sizeBytes));
    digest.update(revision.bytes.subarray(0, gapStart - revision.start));
    digest.update(revision.bytes.subarray(gapEnd - revision.start));
    const cms = await signCms({
      signer: this.openssl.signerOf(holder),
      chain: [this.root.certificate],
      contentDigest: digest.digest(),
    });
    this.#count += 1;
    const path = join(this.folder, `合同${this.#count}.pdf`);
    writeFileSync(
      path,
      Buffer.concat([document.source.read(0, document.source.sizeBytes), fillContents(revision, cms)]),
    );
    return path;
  }

  verifySource(
    source: ByteSource,
    path: string,
    more: Partial<Pick<VerificationRequest, 'now' | 'revocationData'>> = {},
  ): Promise<VerificationReport> {
    return verifyDocument({
      source,
      path,
      name: basename(path),
      trustAnchors: this.trusted.map(({ certificate }) => certificate),
      now: new Date(),
      revocationData: { certificates: [], crls: this.importedCrls, ocspResponses: [], unanswered: null },
      ...more,
    });
  }

  async verify(path: string, more: Parameters<Desk['verifySource']>[2] = {}): Promise<VerificationReport> {
    const source = openFileSource(path);
    try {
      return await this.verifySource(source, path, more);
    } finally {
      source.close();
    }
  }

  /** As the program does when the person allows the network. */
  async verifyOnline(path: string): Promise<VerificationReport> {
    const fetched = await this.queue.fetchRevocation(await this.verify(path));
    return this.verify(path, fetched ? { revocationData: fetched } : {});
  }

  async add(path: string) {
    return this.queue.handlers['longterm.add'](methods['longterm.add'].input.parse({ path }));
  }

  async run() {
    return this.queue.handlers['longterm.run']({});
  }

  async items() {
    return (await this.queue.handlers['longterm.list'](null)).items;
  }
}

/** The revocation finding of the first signature, in short. */
export function revocationOf({ signatures }: VerificationReport): string {
  const found = signatures[0]?.findings.find(({ code }) => code === 'revocation');
  return `${found?.state} ${found?.reason}`;
}

export const bytesOf = (path: string): Buffer => readFileSync(path);
