/** What a stamp waits for beside the file: the signature around what the token signs, and a record of ten thousand uses. */
import { generateKeyPairSync, privateEncrypt } from 'node:crypto';
import { join } from 'node:path';
import { openLedger } from '../../src-main/history/index.ts';
import { signCms } from '../../src-main/signature/index.ts';
import { createDigest, issueTrialCertificates, type Signer } from '../../src-main/x509/index.ts';
import { use } from '../history/seal-use.ts';

/** Milliseconds, of each round. */
export interface Part {
  what: string;
  rounds: number[];
  limitMs: number;
}

const warmUps = 50;
const signatureRounds = 200;

/** PKCS#1 v1.5 (RFC 8017, 9.2): what stands before a SHA-256 digest. */
const sha256DigestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');

/** A CMS with the signer's certificate and its issuer's, the RSA-2048 value known beforehand, as if the token took no time. */
async function measureSignature(): Promise<Part> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const names = { organization: '某某有限公司', commonName: '合同专用章' };
  const { certificate, caCertificate } = await issueTrialCertificates(spki, names);
  const known = new Map<string, Uint8Array>();
  const signer: Signer = {
    certificate,
    algorithm: { scheme: 'rsa-pkcs1', hash: 'sha256' },
    async sign(digest) {
      const key = Buffer.from(digest).toString('hex');
      const value = known.get(key) ?? privateEncrypt(privateKey, Buffer.concat([sha256DigestInfo, digest]));
      known.set(key, value);
      return value;
    },
  };
  const contentDigest = createDigest('sha256').digest();
  const rounds: number[] = [];
  for (let round = -warmUps; round < signatureRounds; round++) {
    const started = performance.now();
    await signCms({ signer, chain: [caCertificate], contentDigest });
    if (round >= 0) rounds.push(performance.now() - started);
  }
  return { what: 'CMS beside the token', rounds, limitMs: 1 };
}

function measureRecord(folder: string): Part[] {
  const ledger = openLedger(join(folder, 'ten-thousand.sqlite'));
  try {
    const uses = Array.from({ length: 10_000 }, (_, index) =>
      use({ documentName: `合同 ${index}.pdf`, sealId: `s${index % 20}` }),
    );
    ledger.begin(uses);
    const page = { limit: 100 };
    const part = (what: string, limitMs: number, work: () => void): Part => {
      const rounds = Array.from({ length: 5 }, () => {
        const started = performance.now();
        work();
        return performance.now() - started;
      });
      return { what: `10,000 uses: ${what}`, rounds, limitMs };
    };
    return [
      part('first page', 500, () => ledger.list({ ...page, filter: {} })),
      part('search', 500, () => ledger.list({ ...page, filter: { search: '9876' } })),
      part('export', 3000, () => [...ledger.export({})]),
    ];
  } finally {
    ledger.close();
  }
}

export async function measureParts(folder: string): Promise<Part[]> {
  return [await measureSignature(), ...measureRecord(folder)];
}
