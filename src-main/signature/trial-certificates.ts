import { randomBytes } from 'node:crypto';
import { trialMarker } from './certificate-description.ts';

const dayMs = 24 * 60 * 60 * 1000;
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };

/**
 * Makes the certificates of a trial UKey: a CA that exists for this call only (its private key is thrown away, so that it can never
 * sign anything else), and under it a signing certificate for the given public key, valid for a year. Both names say that they
 * are for trial. Throws TypeError or a DOMException when the key is no SubjectPublicKeyInfo.
 */
export async function issueTrialCertificates(
  publicKeySpki: Uint8Array,
  subject: { organization: string; commonName: string },
): Promise<{ certificate: Uint8Array; caCertificate: Uint8Array }> {
  // Loaded here alone: it costs 80 ms and 20 MB, and most runs never make a certificate.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const authorityKeys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  const notBefore = new Date(Math.floor(Date.now() / 1000) * 1000 - dayMs);
  const notAfter = new Date(notBefore.getTime() + 366 * dayMs);
  const authorityName: Record<string, string[]>[] = [
    { C: ['CN'] },
    { O: ['钤印（试用）'] },
    { CN: [`钤印试用 CA (${trialMarker})`] },
  ];
  const authority = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: randomSerialNumber(),
      name: authorityName,
      notBefore,
      notAfter,
      keys: authorityKeys,
      signingAlgorithm,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
      ],
    },
    crypto,
  );
  const publicKey = new x509.PublicKey(Uint8Array.from(publicKeySpki));
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: randomSerialNumber(),
      subject: [{ C: ['CN'] }, { O: [markTrial(subject.organization)] }, { CN: [markTrial(subject.commonName)] }],
      issuer: authority.subjectName.toJSON(),
      notBefore,
      notAfter,
      publicKey,
      signingKey: authorityKeys.privateKey,
      signingAlgorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation, true),
        await x509.SubjectKeyIdentifierExtension.create(publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
      ],
    },
    crypto,
  );
  return { certificate: new Uint8Array(certificate.rawData), caCertificate: new Uint8Array(authority.rawData) };
}

function markTrial(name: string): string {
  return name.includes('试用') ? name : `${name}（试用）`;
}

/** 126 random bits, positive and of constant length (RFC 5280, 4.1.2.2), in hexadecimal. */
function randomSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}
