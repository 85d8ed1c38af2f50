import { AppError, type HandlersOf, type TrustedCertificate } from '../contract/index.ts';
import { parseCertificates, parseCrls } from '../signature/index.ts';
import { describeCertificate, isRootAuthority } from '../x509/index.ts';
import type { Trust } from './trust.ts';

/**
 * The contract's `trust.*` methods: the certificates that the person trusts, those whom she trusts to make seals, those that the
 * operating system trusts, and the CRLs that she imported. `onChanged` is called after
 * either changed.
 */
export function createTrustHandlers(
  { issuers, timestampAuthorities, makers, crls, system }: Omit<Trust, 'anchors'>,
  onChanged: () => void,
): HandlersOf<'trust'> {
  function changed<T>(result: T): T {
    onChanged();
    return result;
  }

  /** Who counts for everything, then who counts for timestamps alone. */
  function listed(): TrustedCertificate[] {
    const all = issuers.list();
    const known = new Set(all.map(({ fingerprint }) => fingerprint));
    const others = timestampAuthorities.list().filter(({ fingerprint }) => !known.has(fingerprint));
    return [...all, ...others.map((one) => ({ ...one, onlyTimestamps: true }))];
  }

  return {
    async 'trust.list'() {
      return listed();
    },
    async 'trust.add'({ certificates }) {
      issuers.add(certificates);
      return changed(listed());
    },
    async 'trust.addIssuer'({ pem, fingerprint, onlyTimestamps }) {
      const [der, ...more] = parseCertificates(Buffer.from(pem));
      const isShown = der !== undefined && more.length === 0 && describeCertificate(der).fingerprint === fingerprint;
      if (!isShown) throw new AppError('INVALID_INPUT', { detail: fingerprint });
      if (!isRootAuthority(der)) throw new AppError('CERTIFICATE_NOT_ROOT');
      (onlyTimestamps ? timestampAuthorities : issuers).add(der);
      return changed(listed());
    },
    async 'trust.remove'({ fingerprint }) {
      for (const store of [issuers, timestampAuthorities]) store.remove(fingerprint);
      return changed(listed());
    },
    async 'trust.listMakers'() {
      return makers.list();
    },
    async 'trust.addMaker'({ certificates }) {
      return makers.add(certificates);
    },
    async 'trust.removeMaker'({ fingerprint }) {
      return makers.remove(fingerprint);
    },
    async 'trust.import'({ content }) {
      if (isCrl(content)) crls.add(content);
      else issuers.add(content);
      return changed({ certificates: listed(), crls: crls.list() });
    },
    async 'trust.listSystem'() {
      return system.list();
    },
    async 'trust.listCrls'() {
      return crls.list();
    },
    async 'trust.removeCrl'({ fingerprint }) {
      return changed(crls.remove(fingerprint));
    },
    async 'trust.export'({ fingerprint }) {
      const certificate = [...listed(), ...makers.list()].find((one) => one.fingerprint === fingerprint);
      if (certificate)
        return { fileName: exportName(certificate.subject.display, 'pem'), content: Buffer.from(certificate.pem) };
      const crl = crls.list().find((one) => one.fingerprint === fingerprint);
      if (!crl) throw new AppError('INVALID_INPUT', { detail: fingerprint });
      return { fileName: exportName(crl.issuer.display, 'crl'), content: crls.get(fingerprint) };
    },
  };

  /** A file that is a CRL; anything else is for the certificates to read or to refuse. */
  function isCrl(content: Uint8Array): boolean {
    try {
      return parseCrls(content).length > 0;
    } catch {
      return Buffer.from(content).includes('-----BEGIN X509 CRL-----');
    }
  }
}

/** A name that every file system takes. */
function exportName(display: string, ending: string): string {
  return `${display.replace(/[\p{Cc}\\/:*?"<>|]/gu, '_').slice(0, 60)}.${ending}`;
}
