import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  encodeElement,
  encodeNull,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSmallInteger,
} from '../../src-main/x509/asn1/der-writer.ts';
import { readCertificate } from '../../src-main/x509/certificates/certificate.ts';
import { digestOf } from '../../src-main/x509/keys/digest.ts';
import {
  authorityExtensions,
  type Holder,
  type KeyKind,
  OpensslAuthority,
  signerExtensions,
} from '../signature/openssl-authority.ts';
import { emptySignature, signatureField, signByHand, unsignedPdf, verify } from './sign-by-hand.ts';

const authority = new OpensslAuthority();
let root: Holder;
let sm2: Holder;
let rsa: Holder;

beforeAll(() => {
  root = authority.issue({ subject: '/CN=测试根证书', key: 'SM2', extensions: authorityExtensions });
  const issue = (key: KeyKind) =>
    authority.issue({ subject: `/CN=${key} 公章`, issuer: root, key, extensions: signerExtensions });
  sm2 = issue('SM2');
  rsa = issue('RSA-2048');
});
afterAll(() => authority.remove());

const data = encodeObjectIdentifier('1.2.840.113549.1.7.1');
const attribute = (type: string, value: Uint8Array) =>
  encodeSequence(encodeObjectIdentifier(type), encodeElement(0x31, value));

interface Kind {
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
  readonly digestOf: (bytes: Uint8Array) => Uint8Array;
  readonly sign: (octets: Uint8Array, holder: Holder) => Uint8Array;
}

const kinds: Record<'sm2' | 'rsa', Kind> = {
  sm2: {
    digest: encodeSequence(encodeObjectIdentifier('1.2.156.10197.1.401')),
    signature: encodeSequence(encodeObjectIdentifier('1.2.156.10197.1.501')),
    digestOf: (bytes) => digestOf('sm3', bytes),
    sign: (octets, holder) => authority.signSm2(octets, holder),
  },
  rsa: {
    digest: encodeSequence(encodeObjectIdentifier('2.16.840.1.101.3.4.2.1')),
    signature: encodeSequence(encodeObjectIdentifier('1.2.840.113549.1.1.1'), encodeNull()),
    digestOf: (bytes) => createHash('sha256').update(bytes).digest(),
    sign: (octets, holder) => authority.run('dgst', '-sha256', '-sign', holder.keyPath, authority.write(octets)),
  },
};

/** SM2 as `signSm2`, with an ID of the signer's own. */
const signWithId = (id: string) => (octets: Uint8Array, holder: Holder) =>
  new Uint8Array(
    authority.run(
      ...['pkeyutl', '-sign', '-inkey', holder.keyPath, '-rawin', '-digest', 'sm3', '-pkeyopt', `distid:${id}`],
      ...['-in', authority.write(octets)],
    ),
  );

interface Crafted {
  kind: Kind;
  /** Each makes a SignerInfo. */
  signers: { holder: Holder; sign?: Kind['sign']; message?: 'attributes' | 'content' | 'digest' }[];
  certificates?: Holder[];
  embedded?: Uint8Array;
}

function craft({ kind, signers, certificates, embedded }: Crafted, covered: Uint8Array): Uint8Array {
  const digest = kind.digestOf(covered);
  const attributes = [
    attribute('1.2.840.113549.1.9.3', data),
    attribute('1.2.840.113549.1.9.4', encodeOctetString(digest)),
  ];
  const infos = signers.map(({ holder, sign = kind.sign, message = 'attributes' }) => {
    const { issuer, serialNumberDer } = readCertificate(holder.certificate);
    const octets = { attributes: encodeElement(0x31, ...attributes), content: covered, digest };
    return encodeSequence(
      encodeSmallInteger(1),
      encodeSequence(issuer, serialNumberDer),
      kind.digest,
      ...(message === 'attributes' ? [encodeElement(0xa0, ...attributes)] : []),
      kind.signature,
      encodeOctetString(sign(octets[message], holder)),
    );
  });
  const known = certificates ?? signers.map(({ holder }) => holder);
  const signedData = encodeSequence(
    encodeSmallInteger(1),
    encodeElement(0x31, kind.digest),
    encodeSequence(data, ...(embedded ? [encodeElement(0xa0, encodeOctetString(embedded))] : [])),
    encodeElement(0xa0, ...known.map(({ certificate }) => certificate)),
    encodeElement(0x31, ...infos),
  );
  return encodeSequence(encodeObjectIdentifier('1.2.840.113549.1.7.2'), encodeElement(0xa0, signedData));
}

const pdfWith = (sign: (covered: Uint8Array) => Uint8Array, subFilter = 'adbe.pkcs7.detached') =>
  signByHand(unsignedPdf({ signature: emptySignature({ subFilter }) }), { authority, signer: rsa, issuer: root, sign });

async function judge(pdf: Uint8Array, trusted: readonly Holder[] = [root]) {
  const { verdict, lines, signatures } = await verify(pdf, trusted);
  const reasons = signatures.flatMap(({ findings }) => findings.map(({ state, reason }) => `${state} ${reason}`));
  return { verdict, content: lines.content, reasons };
}

/** The page as it was signed, and with its size changed afterwards. */
function withPageChanged(pdf: Uint8Array): Buffer {
  const changed = Buffer.from(pdf);
  changed.write('6', changed.indexOf('/MediaBox [0 0 595') + '/MediaBox [0 0 '.length, 'latin1');
  return changed;
}

describe('a digest that a page had a trusted key sign as if it were a challenge', () => {
  const names = ['sm2', 'rsa'] as const;
  const subFilters = ['adbe.pkcs7.detached', 'GM.sm2cms.detached', 'GM.SM2'];

  it.each(names)('confirms nothing where it stands nowhere in the signature: %s', async (name) => {
    for (const subFilter of subFilters) {
      const kind = kinds[name];
      const holder = name === 'sm2' ? sm2 : rsa;
      const pdf = pdfWith((covered) => craft({ kind, signers: [{ holder, message: 'digest' }] }, covered), subFilter);
      const found = await judge(pdf);
      expect(found).toMatchObject({ verdict: 'indeterminate', content: 'unknown' });
      expect(found.reasons).toContain('unknown signature/over-digest-alone');
    }
  });

  it.each(names)(
    'confirms nothing by itself where it is the content of the signature, and is named: %s',
    async (name) => {
      for (const subFilter of subFilters) {
        const kind = kinds[name];
        const holder = name === 'sm2' ? sm2 : rsa;
        const pdf = pdfWith(
          (covered) =>
            craft({ kind, signers: [{ holder, message: 'digest' }], embedded: kind.digestOf(covered) }, covered),
          subFilter,
        );
        const found = await judge(pdf);
        expect(found).toMatchObject({ verdict: 'indeterminate', content: 'unknown' });
        expect(found.reasons).toEqual(
          expect.arrayContaining(['unknown cms/digest-as-content', 'passed digest/matches', 'passed signature/valid']),
        );
        expect(await judge(withPageChanged(pdf))).toMatchObject({ verdict: 'invalid', content: 'changed' });
      }
    },
  );

  it.each(names)('is not what a signature over the covered bytes themselves is, which holds: %s', async (name) => {
    const holder = name === 'sm2' ? sm2 : rsa;
    const signers = [{ holder, message: 'content' as const }];
    const pdf = pdfWith((covered) => craft({ kind: kinds[name], signers }, covered));
    expect(await judge(pdf)).toMatchObject({ verdict: 'valid', content: 'unchanged' });
  });
});

describe('content is called changed only when it was', () => {
  it('SM2 with an ID of the signer’s own cannot be told from another key, and that is said', async () => {
    const signers = [{ holder: sm2, sign: signWithId('clerk@example.com') }];
    const pdf = pdfWith((covered) => craft({ kind: kinds.sm2, signers }, covered));
    const found = await judge(pdf);
    expect(found).toMatchObject({ verdict: 'indeterminate', content: 'unknown' });
    expect(found.reasons).toEqual(expect.arrayContaining(['unknown signature/sm2-other-id', 'passed digest/matches']));
    expect(await judge(withPageChanged(pdf))).toMatchObject({ verdict: 'invalid', content: 'changed' });
  });

  it('a value that is not the key’s makes the signature invalid, and says nothing of the content', async () => {
    const stranger = authority.issue({ subject: '/CN=旁人', issuer: root, key: 'RSA-2048' });
    const sign: Kind['sign'] = (octets) => kinds.rsa.sign(octets, stranger);
    for (const message of ['attributes', 'content'] as const) {
      const pdf = pdfWith((covered) => craft({ kind: kinds.rsa, signers: [{ holder: rsa, sign, message }] }, covered));
      const found = await judge(pdf);
      expect(found).toMatchObject({ verdict: 'invalid', content: 'unknown' });
      expect(found.reasons).toContain('failed signature/invalid');
    }
  });

  it('bytes after the signature data are found, and the content is unchanged', async () => {
    const pdf = pdfWith((covered) =>
      Buffer.concat([craft({ kind: kinds.rsa, signers: [{ holder: rsa }] }, covered), Buffer.from('junk')]),
    );
    const found = await judge(pdf);
    expect(found).toMatchObject({ verdict: 'indeterminate', content: 'unchanged' });
    expect(found.reasons).toContain('unknown cms/trailing-bytes');
  });

  it('the covered bytes themselves, which the signature brings along, leave the content unchanged', async () => {
    const pdf = pdfWith((covered) =>
      authority.run(
        ...['cms', '-sign', '-binary', '-nodetach', '-md', 'sha256', '-outform', 'DER'],
        ...['-in', authority.write(covered), '-signer', rsa.certificatePath, '-inkey', rsa.keyPath],
      ),
    );
    const found = await judge(pdf);
    expect(found).toMatchObject({ verdict: 'indeterminate', content: 'unchanged' });
    expect(found.reasons).toEqual(expect.arrayContaining(['unknown cms/content-present', 'passed digest/matches']));
  });

  it('a place that was left for a signature, and never filled, is called that', async () => {
    const found = await judge(pdfWith(() => new Uint8Array()));
    expect(found).toMatchObject({ verdict: 'invalid', content: 'unknown' });
    expect(found.reasons).toEqual(
      expect.arrayContaining(['failed byte-range/never-filled', 'failed cms/never-filled']),
    );
  });

  it('a signature that stands in its field itself holds', async () => {
    const signed = (covered: Uint8Array) => craft({ kind: kinds.rsa, signers: [{ holder: rsa }] }, covered);
    const value = emptySignature({ subFilter: 'adbe.pkcs7.detached' });
    const unsigned = unsignedPdf({ more: { 7: signatureField('First', `/V ${value}`) } });
    const pdf = signByHand(unsigned, { authority, signer: rsa, issuer: root, sign: signed });
    expect(await judge(pdf)).toMatchObject({ verdict: 'valid', content: 'unchanged' });
    expect(await judge(withPageChanged(pdf))).toMatchObject({ verdict: 'invalid', content: 'changed' });
  });

  it('a signature of another content, which it brings along, is none of the page', async () => {
    const pdf = pdfWith(() =>
      authority.run(
        ...['cms', '-sign', '-binary', '-nodetach', '-md', 'sha256', '-outform', 'DER'],
        ...['-in', authority.write('另一份文件'), '-signer', rsa.certificatePath, '-inkey', rsa.keyPath],
      ),
    );
    const found = await judge(pdf);
    expect(found).toMatchObject({ verdict: 'invalid', content: 'unknown' });
    expect(found.reasons).toEqual(
      expect.arrayContaining(['failed cms/content-present', 'unknown digest/of-other-content']),
    );
  });

  it('damaged signature data say nothing of the content', async () => {
    expect(await judge(pdfWith(() => Buffer.from('3003020101', 'hex')))).toMatchObject({
      verdict: 'invalid',
      content: 'unknown',
    });
  });
});

describe('two certificates of one name and number with different keys', () => {
  let twin: Holder;
  let original: Holder;
  beforeAll(() => {
    const common = { subject: '/CN=同名公章', issuer: root, serial: 4711, extensions: signerExtensions };
    original = authority.issue({ ...common, key: 'RSA-2048' });
    twin = authority.issue({ ...common, key: 'RSA-2048' });
  });

  it('that both signed leave open whose signature it is', async () => {
    for (const signers of [
      [{ holder: original }, { holder: twin }],
      [{ holder: twin }, { holder: original }],
    ]) {
      const found = await judge(pdfWith((covered) => craft({ kind: kinds.rsa, signers }, covered)));
      expect(found).toMatchObject({ verdict: 'indeterminate', content: 'unknown' });
      expect(found.reasons).toContain('unknown cms/several-keys-of-one-name');
    }
  });

  it('leave it open as well when only one signed and the signature does not say which', async () => {
    for (const certificates of [
      [original, twin],
      [twin, original],
    ]) {
      const pdf = pdfWith((covered) =>
        craft({ kind: kinds.rsa, signers: [{ holder: original }], certificates }, covered),
      );
      const found = await judge(pdf);
      expect(found).toMatchObject({ verdict: 'indeterminate' });
      expect(found.reasons).toEqual(
        expect.arrayContaining(['unknown signing-certificate/ambiguous', 'passed signature/valid']),
      );
    }
  });

  it('are no matter when the signature names the one it was made with', async () => {
    const pdf = pdfWith((covered) =>
      authority.run(
        ...['cms', '-sign', '-binary', '-cades', '-md', 'sha256', '-outform', 'DER', '-in', authority.write(covered)],
        ...['-signer', original.certificatePath, '-inkey', original.keyPath, '-certfile', twin.certificatePath],
      ),
    );
    expect(await judge(pdf)).toMatchObject({ verdict: 'valid' });
  });

  it('make a signature doubtful to which only one of them can have contributed', async () => {
    const signers = [{ holder: original }, { holder: twin }];
    const pdf = pdfWith((covered) => craft({ kind: kinds.rsa, signers, certificates: [original] }, covered));
    const found = await judge(pdf);
    expect(found.content).toBe('unknown');
    expect(found.verdict).not.toBe('valid');
    expect(found.reasons).toContain('unknown cms/several-keys-of-one-name');
  });
});

describe('a key on a curve that no token here has', () => {
  const sign = (holder: Holder) => (covered: Uint8Array) =>
    authority.run(
      ...['cms', '-sign', '-binary', '-md', 'sha256', '-outform', 'DER', '-in', authority.write(covered)],
      ...['-signer', holder.certificatePath, '-inkey', holder.keyPath],
    );

  function holderOn(curve: string, encoding: 'named_curve' | 'explicit'): Holder {
    const keyPath = authority.write('');
    const options = ['-pkeyopt', `ec_paramgen_curve:${curve}`, '-pkeyopt', `ec_param_enc:${encoding}`];
    authority.run('genpkey', '-algorithm', 'EC', ...options, '-out', keyPath);
    return authority.issue({ subject: `/CN=${curve}`, issuer: root, keyPath, extensions: signerExtensions });
  }

  it.each([
    ['brainpoolP256r1', 'named_curve', 'ECDSA-brainpoolP256r1-SHA256'],
    ['brainpoolP384r1', 'named_curve', 'ECDSA-brainpoolP384r1-SHA256'],
    ['brainpoolP512r1', 'explicit', 'ECDSA-brainpoolP512r1-SHA256'],
    ['secp256k1', 'named_curve', 'ECDSA-secp256k1-SHA256'],
    ['secp224r1', 'named_curve', 'ECDSA-P224-SHA256'],
    ['P-256', 'explicit', 'ECDSA-P256-SHA256'],
    ['P-521', 'explicit', 'ECDSA-P521-SHA256'],
  ] as const)('is verified all the same: %s, %s', async (curve, encoding, algorithm) => {
    const holder = holderOn(curve, encoding);
    const pdf = pdfWith(sign(holder));
    expect(await verify(pdf, [root])).toMatchObject({
      verdict: 'valid',
      lines: { content: 'unchanged', identity: 'trusted' },
      signatures: [{ algorithm }],
    });
    expect(await judge(withPageChanged(pdf))).toMatchObject({ verdict: 'invalid', content: 'changed' });
    const noAttributes = pdfWith((covered) =>
      authority.run(
        ...['cms', '-sign', '-noattr', '-binary', '-md', 'sha512', '-outform', 'DER', '-in', authority.write(covered)],
        ...['-signer', holder.certificatePath, '-inkey', holder.keyPath],
      ),
    );
    expect(await judge(noAttributes)).toMatchObject({ verdict: 'valid' });
    expect(await judge(withPageChanged(noAttributes))).toMatchObject({ verdict: 'invalid', content: 'unknown' });
  });

  it.each(['brainpoolP320r1', 'brainpoolP256t1', 'sect283r1'])('cannot be confirmed: %s', async (curve) => {
    const found = await judge(pdfWith(sign(holderOn(curve, 'named_curve'))));
    expect(found).toMatchObject({ verdict: 'indeterminate', content: 'unknown' });
    expect(found.reasons).toContain('unknown signature/algorithm-unsupported');
  });

  it('is not taken for the curve whose parameters it has, with a generator of its own', async () => {
    const holder = holderOn('P-256', 'explicit');
    const der = Buffer.from(holder.certificate);
    // The generator's x in the parameters of the key: another one makes another group of keys.
    const x = Buffer.from('6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296', 'hex');
    expect(der.includes(x)).toBe(true);
    der[der.indexOf(x) + 31] = 0x97;
    expect(readCertificate(new Uint8Array(der)).key).toMatchObject({ kind: 'other' });
  });
});
