import { createHash } from 'node:crypto';
import { buildSignatureRevision, bytesSource, fillContents, openPdf } from '../../src-main/pdf/index.ts';
import { signCms } from '../../src-main/signature/index.ts';
import { issueTrialCertificates, type Signer } from '../../src-main/x509/index.ts';
import { generateSoftwareKey } from '../../src-main/x509/keys/software-key.ts';
import { hybrid, onePage, readFixture, stream, update } from '../fixtures/pdf/index.ts';
import { frame, wholeSeal } from '../pdf/append.ts';
import { unlisted, wrapping } from '../pdf/precautions/prepared.ts';
import { type Contract, contracts } from './documents/contracts.ts';

/** A signed file to start from, and who is to be trusted for it. */
export interface Seed {
  readonly name: string;
  readonly file: Buffer;
  readonly trustAnchors: readonly Uint8Array[];
  readonly password?: string;
}

async function makeSigner(): Promise<{ signer: Signer; authority: Uint8Array }> {
  const key = await generateSoftwareKey('ecdsa');
  const certificates = await issueTrialCertificates(key.spki, { organization: '测试', commonName: '公章' });
  const signer = { certificate: certificates.certificate, algorithm: key.algorithm, sign: key.sign };
  return { signer, authority: certificates.caCertificate };
}

/** The file with a seal whose middle stands this far from the top of the first page. */
async function sign(file: Uint8Array, signer: Signer, yMm: number, password?: string): Promise<Buffer> {
  const revision = buildSignatureRevision(openPdf(bytesSource(file), { password }), {
    impressions: [wholeSeal(frame, { page: 1, xMm: 60, yMm })],
    artwork: frame,
    filter: 'Adobe.PPKLite',
    subFilter: 'ETSI.CAdES.detached',
    contentsBytes: 2_048,
    signingTime: new Date(),
    signerName: '公章',
    reason: '合同',
    location: '',
  });
  const whole = Buffer.concat([file, revision.bytes]);
  const [, gapStart, gapEnd] = revision.byteRange;
  const contentDigest = createHash('sha256')
    .update(whole.subarray(0, gapStart))
    .update(whole.subarray(gapEnd))
    .digest();
  const cms = await signCms({ signer, chain: [], contentDigest });
  return Buffer.concat([file, fillContents(revision, cms)]);
}

const form = () =>
  onePage({
    catalog: '/AcroForm << /Fields [6 0 R] >> /Metadata 9 0 R',
    pageEntries: '/Annots [6 0 R 8 0 R]',
    more: {
      6: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (Amount) /V (100) /P 3 0 R /Rect [72 600 300 620] /AP << /N 7 0 R >> >>',
      7: stream('BT (100) Tj ET', '/Type /XObject /Subtype /Form /BBox [0 0 228 20]'),
      8: '<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /Contents (Note) >>',
      9: stream('<x:xmpmeta/>', '/Type /Metadata /Subtype /XML'),
    },
  });

/** Files of every kind of cross-reference, signed once or twice by keys that end with this process. */
export async function makeSeeds(): Promise<Seed[]> {
  const { signer, authority } = await makeSigner();
  const trustAnchors = [authority];
  const once = await sign(onePage(), signer, 60);
  const seeds: [name: string, file: Buffer, password?: string][] = [
    ['one signature', once],
    ['two signatures', await sign(once, signer, 120)],
    ['a form', await sign(form(), signer, 60)],
    ['a signature before an update', update(once, { 4: stream('BT (Changed) Tj ET') })],
    ['a hybrid file', await sign(hybrid(), signer, 60)],
    ['object streams', await sign(readFixture('pdftex-object-streams.pdf'), signer, 60)],
    ['a linearized file', await sign(readFixture('qpdf-linearized-streams.pdf'), signer, 60)],
    ['an encrypted file', await sign(readFixture('encrypted-aes-256-object-streams.pdf'), signer, 60, 'user'), 'user'],
  ];
  return seeds.map(([name, file, password]) => ({ name, file, trustAnchors, password }));
}

/** A contract that says a price, signed, with the key to sign it once more. */
export interface ContractSeed extends Seed, Pick<Contract, 'emptyField'> {
  readonly signer: Signer;
}

/** Signed contracts of all structures that a later revision could turn against its reader. */
export async function makeContractSeeds(): Promise<ContractSeed[]> {
  const { signer, authority } = await makeSigner();
  const files: Contract[] = [
    ...contracts(),
    { name: 'a hybrid file', file: hybrid() },
    { name: 'object streams of pdfTeX', file: readFixture('pdftex-object-streams.pdf') },
    // Prepared for whatever is appended: nothing of it may pass.
    { name: 'a page with an object that no section lists', file: unlisted() },
    { name: 'a page with a number that wraps', file: wrapping() },
  ];
  const seeds: ContractSeed[] = [];
  for (const { name, file, password, emptyField } of files) {
    const signed = await sign(file, signer, 110, password);
    seeds.push({ name, file: signed, trustAnchors: [authority], password, emptyField, signer });
    if (name !== 'plain') continue;
    const twice = await sign(signed, signer, 140, password);
    seeds.push({ name: 'two signatures', file: twice, trustAnchors: [authority], password, signer });
  }
  return seeds;
}
