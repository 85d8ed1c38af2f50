import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNetwork } from '../../src-main/network/index.ts';
import {
  acceptTimestampResponse,
  buildOcspRequest,
  buildTimestampRequest,
  checkRevocation,
  parseCertificates,
  parseCrls,
  requireOcspAnswer,
} from '../../src-main/signature/index.ts';
import { readCertificateUrls } from '../../src-main/x509/index.ts';
import { digestOf } from '../../src-main/x509/keys/digest.ts';
import {
  authorityExtensions,
  type Holder,
  OpensslAuthority,
  signerExtensions,
} from '../signature/openssl-authority.ts';
import { answerTimestamp, makeCrl, timestampExtensions, writeBooks } from '../signature/openssl-responders.ts';
import { bodyOf, LoopbackServer } from './loopback-server.ts';

// A real OCSP responder (openssl ocsp) and a real timestamp authority (openssl ts) on this machine.
const openssl = new OpensslAuthority();
const network = openNetwork({ isAllowed: () => true });
let server: LoopbackServer;
let root: Holder;
let honest: Holder;
let dismissed: Holder;
let timestampAuthority: Holder;
let responder: { url: string; stop: () => void };

beforeAll(async () => {
  root = openssl.issue({ subject: '/C=CN/CN=示例根', extensions: authorityExtensions });
  timestampAuthority = openssl.issue({ subject: '/CN=时间戳服务', issuer: root, extensions: timestampExtensions });
  server = await LoopbackServer.start(async (request, response) => {
    if (request.url === '/crl') {
      const booked = [{ holder: dismissed, revokedAt: new Date(Date.now() - 60_000) }];
      return response.end(makeCrl(openssl, { issuer: root, booked }));
    }
    if (request.url === '/ca.cer') return response.end(root.certificate);
    const query = await bodyOf(request);
    return response.end(answerTimestamp(openssl, { request: query, authority: timestampAuthority }));
  });
  const issue = (subject: string) =>
    openssl.issue({
      subject,
      issuer: root,
      extensions: [
        ...signerExtensions,
        `crlDistributionPoints=URI:${server.origin}/crl`,
        `authorityInfoAccess=caIssuers;URI:${server.origin}/ca.cer`,
      ],
    });
  honest = issue('/CN=张三');
  dismissed = issue('/CN=李四');
  responder = await startResponder();
});
afterAll(async () => {
  responder.stop();
  await server.stop();
  openssl.remove();
});

async function startResponder(): Promise<{ url: string; stop: () => void }> {
  const revokedAt = new Date(Date.now() - 60_000);
  const books = writeBooks(openssl, [
    { holder: honest },
    { holder: dismissed, revokedAt, reason: 'affiliationChanged' },
  ]);
  const process = spawn(
    'openssl',
    [
      ...['ocsp', '-port', '0', '-index', books, '-CA', root.certificatePath, '-ndays', '1'],
      ...['-rsigner', root.certificatePath, '-rkey', root.keyPath],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [line] = await once(createInterface(process.stdout), 'line');
  const port = /:(\d+) PID/.exec(String(line))?.[1];
  return { url: `http://127.0.0.1:${port}/`, stop: () => process.kill() };
}

async function askResponder(certificate: Holder) {
  const chain = [certificate.certificate, root.certificate];
  const request = buildOcspRequest({
    certificate: certificate.certificate,
    issuer: root.certificate,
    nonce: randomBytes(16),
  });
  const response = requireOcspAnswer(await network.requestOcsp(responder.url, request));
  return checkRevocation({ chain, at: new Date(), crls: [], ocspResponses: [response] });
}

describe('an OCSP responder', () => {
  it('clears an honest certificate and names a revoked one', async () => {
    expect(await askResponder(honest)).toMatchObject([{ state: 'good', evidence: { kind: 'ocsp' } }]);
    expect(await askResponder(dismissed)).toMatchObject([{ state: 'revoked-before', reason: 'affiliationChanged' }]);
  });

  it('that cannot read the question is named with its error', async () => {
    // OpenSSL up to 3.0.19 waits for eight bytes before it answers at all.
    const malformed = Uint8Array.of(0x30, 14, 0x30, 12, 0x04, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    await expect(network.requestOcsp(responder.url, malformed)).rejects.toMatchObject({
      code: 'NETWORK_STATUS',
      values: { status: 400 },
    });
  });
});

describe('the addresses in a certificate', () => {
  it('lead to its issuer and to the list that tells whether it was revoked', async () => {
    for (const [holder, state] of [
      [honest, 'good'],
      [dismissed, 'revoked-before'],
    ] as const) {
      const urls = readCertificateUrls(holder.certificate);
      const [issuer] = parseCertificates(await network.fetchCertificates(urls.issuers[0] ?? ''));
      const crls = parseCrls(await network.fetchCrl(urls.crls[0] ?? ''));
      const chain = [holder.certificate, issuer ?? new Uint8Array()];
      expect(checkRevocation({ chain, at: new Date(), crls, ocspResponses: [] })).toMatchObject([{ state }]);
    }
  });
});

describe('a timestamp authority', () => {
  it('gives a timestamp for a signature that can be relied upon', async () => {
    const digest = digestOf('sha256', Buffer.from('签名值'));
    const question = { hash: 'sha256', digest, nonce: randomBytes(8) } as const;
    const response = await network.requestTimestamp(`${server.origin}/tsa`, buildTimestampRequest(question));
    const accepted = await acceptTimestampResponse({ response, question, trustAnchors: [root.certificate] });
    expect(accepted.verification).toMatchObject({ intact: true, trusted: true });
    expect(accepted.verification.authorityCertificate).toEqual(timestampAuthority.certificate);
  });

  it('is not believed when an old answer is played back', async () => {
    const digest = digestOf('sha256', Buffer.from('签名值'));
    const question = () => ({ hash: 'sha256', digest, nonce: randomBytes(8) }) as const;
    const old = await network.requestTimestamp(`${server.origin}/tsa`, buildTimestampRequest(question()));
    await expect(
      acceptTimestampResponse({ response: old, question: question(), trustAnchors: [root.certificate] }),
    ).rejects.toMatchObject({ code: 'TSA_UNTRUSTED', values: { reason: 'timestamp/nonce-mismatch' } });
  });
});
