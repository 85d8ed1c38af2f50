import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../../src-main/contract/index.ts';
import { checkSignature } from '../../../src-main/verification/check-signature.ts';
import { signatureVerdict } from '../../../src-main/verification/verdict/signature-verdict.ts';

/** The Public Key Interoperability Test Suite of NIST (version 1.0.1, keys and hashes of 2011), as Debian has it. */
const folder = '/usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data';
const readAll = (kind: string) =>
  readdirSync(join(folder, kind)).map((name) => new Uint8Array(readFileSync(join(folder, kind, name))));

const root = new Uint8Array(readFileSync(join(folder, 'certs', 'TrustAnchorRootCertificate.crt')));
/** Of the CAs and of who signs lists; everything of the suite is at hand for every test, as in a directory. */
const certificates = readdirSync(join(folder, 'certs'))
  .filter((name) => !name.endsWith('EE.crt') && !name.startsWith('TrustAnchor'))
  .map((name) => new Uint8Array(readFileSync(join(folder, 'certs', name))));
const crls = readAll('crls');
/** Everything of the suite that is meant to be valid is, from 2011 to 2030. */
const now = new Date('2020-06-01T00:00:00Z');

/** What the suite signed for a test: a CMS and what it covers. */
function readSigned(name: string): { content: Buffer; cms: Uint8Array } {
  const file = join(folder, 'smime', `Signed${name.replaceAll(/[ -]/g, '')}.eml`);
  const lines = readFileSync(file, 'latin1').split(/\r?\n/);
  const boundary = /boundary="([^"]*)"/.exec(lines.join('\n'))?.[1];
  const [first = 0, second = 0, last = 0] = lines.flatMap((line, index) =>
    line.startsWith(`--${boundary}`) ? [index] : [],
  );
  const body = lines.slice(second + 1, last);
  return {
    content: Buffer.from(lines.slice(first + 1, second).join('\r\n'), 'latin1'),
    cms: new Uint8Array(Buffer.from(body.slice(body.indexOf('') + 1).join(''), 'base64')),
  };
}

/**
 * The verdict on a signature by the end entity of a test, by somebody who trusts the root and has every list of the suite. `asked`: he asked the
 * services as well, which said no more.
 */
export async function judgePkitsTest(
  name: string,
  asked: boolean,
): Promise<{ verdict: string; findings: readonly Finding[] }> {
  const { content, cms } = readSigned(name);
  const digest = async (algorithm: string, prefix: Uint8Array = new Uint8Array()) =>
    new Uint8Array(createHash(algorithm).update(prefix).update(content).digest());
  const checked = await checkSignature(
    { contents: cms, subFilter: 'adbe.pkcs7.detached', certificates: [], byteRange: [] },
    { digestContent: digest, digestPrefixedContent: digest },
    {
      trustAnchors: [root],
      makers: [],
      name: 'file.pdf',
      claimed: null,
      now,
      documentTimestamps: [],
      revocationData: { certificates, crls, ocspResponses: [], unanswered: asked ? {} : null },
    },
  );
  return {
    verdict: signatureVerdict(checked.findings, checked.intact, checked.chain?.trusted ?? false),
    findings: checked.findings,
  };
}
