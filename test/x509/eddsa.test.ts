import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyCms } from '../../src-main/signature/index.ts';
import { checkChain, describeCertificate, findCertificateProblem } from '../../src-main/x509/index.ts';
import { digestOf, type ReadableDigestAlgorithm } from '../../src-main/x509/keys/digest.ts';
import { signWithEddsa } from '../signature/eddsa-cms.ts';
import {
  authorityExtensions,
  type Holder,
  OpensslAuthority,
  signerExtensions,
  wordsOf,
} from '../signature/openssl-authority.ts';

const openssl = new OpensslAuthority();
const content = Buffer.from('采购合同正文');
const curves = ['ed25519', 'ed448'] as const;
type Curve = (typeof curves)[number];
const people = new Map<Curve, { root: Holder; intermediate: Holder; signer: Holder }>();

beforeAll(() => {
  for (const curve of curves) {
    const key = curve === 'ed25519' ? 'ED25519' : 'ED448';
    const root = openssl.issue({ subject: `/CN=${curve} 根`, key, extensions: authorityExtensions });
    const intermediate = openssl.issue({
      subject: `/CN=${curve} 中级`,
      key,
      issuer: root,
      extensions: authorityExtensions,
    });
    const signer = openssl.issue({ subject: `/CN=${curve} 公章`, key, issuer: intermediate });
    people.set(curve, { root, intermediate, signer });
  }
});
afterAll(() => openssl.remove());

function of(curve: Curve) {
  const found = people.get(curve);
  if (!found) throw new Error(`no keys of ${curve}`);
  return found;
}

const verify = (cms: Uint8Array, covered: Uint8Array = content) =>
  verifyCms({
    cms,
    subFilter: 'ETSI.CAdES.detached',
    digestContent: async (algorithm: ReadableDigestAlgorithm) => digestOf(algorithm, covered),
  });

describe.each(curves)('a signature with %s', (curve) => {
  const name = curve === 'ed25519' ? 'Ed25519' : 'Ed448';

  it('holds, and is named', async () => {
    const verification = await verify(signWithEddsa(of(curve).signer, content, { curve }));
    expect(verification).toMatchObject({ intact: true, algorithm: name });
    expect(wordsOf(verification.findings)).toContain('passed algorithm/strong');
  });

  it('does not hold for other content', async () => {
    const cms = signWithEddsa(of(curve).signer, content, { curve });
    const verification = await verify(cms, Buffer.from('采购合同正丈'));
    expect(verification.intact).toBe(false);
    expect(wordsOf(verification.findings)).toContain('failed digest/differs');
  });

  it('does not hold once a byte of its value is changed', async () => {
    const cms = signWithEddsa(of(curve).signer, content, { curve });
    cms[cms.length - 1] = (cms.at(-1) ?? 0) ^ 1;
    const verification = await verify(cms);
    expect(verification.intact).toBe(false);
    expect(wordsOf(verification.findings)).toContain('failed signature/invalid');
  });

  it('is not believed without signed attributes, nor called false', async () => {
    const verification = await verify(signWithEddsa(of(curve).signer, content, { curve, signedAttributes: false }));
    expect(verification.intact).toBe(false);
    expect(wordsOf(verification.findings)).toContain('unknown signature/algorithm-unsupported');
  });

  it('is not believed with a digest that does not go with the curve', async () => {
    const verification = await verify(signWithEddsa(of(curve).signer, content, { curve, digest: 'sha256' }));
    expect(verification.intact).toBe(false);
    expect(wordsOf(verification.findings)).toContain('unknown signature/algorithm-unsupported');
  });

  it('comes from a chain that is signed with it all the way, as openssl agrees', async () => {
    const { root, intermediate, signer } = of(curve);
    const at = new Date();
    const chain = await checkChain({
      certificate: signer.certificate,
      intermediates: [intermediate.certificate],
      trustAnchors: [root.certificate],
      at,
    });
    expect(chain.trusted).toBe(true);
    expect(openssl.trusts({ certificate: signer, intermediates: [intermediate], anchors: [root], at })).toBe(true);
  });

  it('does not come from an authority whose certificate was forged', async () => {
    const { root, intermediate, signer } = of(curve);
    const forged = new Uint8Array(intermediate.certificate);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const chain = await checkChain({
      certificate: signer.certificate,
      intermediates: [forged],
      trustAnchors: [root.certificate],
      at: new Date(),
    });
    expect(chain.trusted).toBe(false);
  });

  it('is of a certificate that this program describes, and cannot sign with', () => {
    const { certificate } = of(curve).signer;
    expect(describeCertificate(certificate).keyAlgorithm).toBe(name);
    expect(findCertificateProblem(certificate, new Date())).toBe('algorithm-unsupported');
  });
});

it('an Ed448 signature may name SHAKE256 with or without its length', async () => {
  for (const digest of ['shake256', 'shake256-len'] as const) {
    expect(await verify(signWithEddsa(of('ed448').signer, content, { curve: 'ed448', digest }))).toMatchObject({
      intact: true,
    });
  }
});

it('a signature of one curve is not taken for one of the other', async () => {
  const cms = signWithEddsa(of('ed25519').signer, content, { curve: 'ed448' });
  expect((await verify(cms)).intact).toBe(false);
});

it('an authority with an Ed25519 key may issue for a key of another kind', async () => {
  const { root } = of('ed25519');
  const signer = openssl.issue({ subject: '/CN=混合公章', key: 'P-256', issuer: root, extensions: signerExtensions });
  const chain = await checkChain({
    certificate: signer.certificate,
    intermediates: [],
    trustAnchors: [root.certificate],
    at: new Date(),
  });
  expect(chain.trusted).toBe(true);
});
