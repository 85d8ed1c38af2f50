import { AppError, type HandlersOf } from '../contract/index.ts';
import { parseCertificates, parseCrls } from '../signature/index.ts';
import { describeCertificate, isRootAuthority } from '../x509/index.ts';
import type { Trust } from './trust.ts';

/**
 * The contract's `trust.*` methods: the certificates that the person trusts, those whom she trusts to make seals, those that the
 * operating system trusts, and the CRLs that she imported. `onChanged` is called after
 * either changed.
 */
export function createTrustHandlers(
  { issuers, makers, crls, system }: Omit<Trust, 'anchors'>,
  onChanged: () => void,
): HandlersOf<'trust'> {
  function changed<T>(result: T): T {
    onChanged();
    return result;
  }

  return {
    async 'trust.list'() {
      return issuers.list();
    },
    async 'trust.add'({ certificates }) {
      return changed(issuers.add(certificates));
    },
    async 'trust.addIssuer'({ pem, fingerprint }) {
      const [der, ...more] = parseCertificates(Buffer.from(pem));
      const isShown = der !== undefined && more.length === 0 && describeCertificate(der).fingerprint === fingerprint;
      if (!isShown) throw new AppError('INVALID_INPUT', { detail: fingerprint });
      if (!isRootAuthority(der)) throw new AppError('CERTIFICATE_NOT_ROOT');
      return changed(issuers.add(der));
    },
    async 'trust.remove'({ fingerprint }) {
      return changed(issuers.remove(fingerprint));
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
      if (!isCrl(content)) return changed({ certificates: issuers.add(content), crls: crls.list() });
      return changed({ certificates: issuers.list(), crls: crls.add(content) });
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
      const certificate = [...issuers.list(), ...makers.list()].find((one) => one.fingerprint === fingerprint);
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
