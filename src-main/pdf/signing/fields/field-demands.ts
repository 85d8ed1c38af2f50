import { type PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject, PDFString } from 'pdf-lib';
import { type PdfDocument, textOf } from '../../file/document.ts';
import { arrayOf, dictionary } from '../revision.ts';
import type { SignatureField } from '../signature-fields.ts';

const name = (text: string) => PDFName.of(text);

/** What the author of a form asks of the signature in a field (/SV, ISO 32000-2, Tables 237 and 238). What is merely recommended is left out. */
export interface SeedValues {
  readonly filter: string | null;
  readonly subFilters: readonly string[] | null;
  readonly digests: readonly string[] | null;
  /** Empty: no reason may be given. */
  readonly reasons: readonly string[] | null;
  /** DER; one of them signs. */
  readonly certificates: readonly Uint8Array[] | null;
  /** DER; one of them is in the chain. */
  readonly issuers: readonly Uint8Array[] | null;
  readonly certificatePolicy: boolean;
  readonly timestamp: boolean;
  readonly revocationData: boolean;
  readonly certification: boolean;
  readonly legalAttestation: boolean;
  readonly documentLock: boolean;
  readonly appearance: boolean;
  /** Something that no clause names, or of a later version. */
  readonly unknown: boolean;
}

export interface FieldDemands {
  readonly seed: SeedValues | null;
  /** Whether a signature in the field locks what another signature would need. */
  readonly locksOthers: boolean;
}

/** Bits of /Ff of the seed values, and of those for the certificate. */
const required = {
  filter: 1,
  subFilters: 2,
  version: 4,
  reasons: 8,
  legalAttestation: 16,
  revocationData: 32,
  digests: 64,
  documentLock: 128,
  appearance: 256,
};
const requiredOfCertificate = { subject: 1, issuer: 2, policy: 4, subjectName: 8, keyUsage: 32, address: 64 };
/** The last version of seed values that is known here: that of ISO 32000-2. */
const knownVersion = 3;
const knownKeys = [
  'Type',
  'Ff',
  'Filter',
  'SubFilter',
  'DigestMethod',
  'V',
  'Cert',
  'Reasons',
  'MDP',
  'TimeStamp',
].concat(['LegalAttestation', 'AddRevInfo', 'LockDocument', 'AppearanceFilter']);

const nameOf = (object: PDFObject | undefined) => (object instanceof PDFName ? object.decodeText() : '');
const sum = (bits: Readonly<Record<string, number>>) => Object.values(bits).reduce((all, bit) => all + bit, 0);

function numberOf(document: PdfDocument, object: PDFObject | undefined): number {
  const value = document.resolve(object);
  return value instanceof PDFNumber ? value.asNumber() : 0;
}

function seedValuesOf(document: PdfDocument, seed: PDFDict): SeedValues {
  const get = (key: string) => document.resolve(seed.get(name(key)));
  const list = (key: string, of: PDFDict | undefined = seed) =>
    (document.array(of?.get(name(key)))?.asArray() ?? []).map((item) => document.resolve(item));
  const flags = numberOf(document, seed.get(name('Ff')));
  const isRequired = (bit: number) => (flags & bit) !== 0;
  const certificate = document.dict(seed.get(name('Cert')));
  const certificateFlags = numberOf(document, certificate?.get(name('Ff')));
  const isCertificateRequired = (bit: number) => (certificateFlags & bit) !== 0;
  const bytes = (key: string) =>
    list(key, certificate).flatMap((item) =>
      item instanceof PDFHexString || item instanceof PDFString ? [item.asBytes()] : [],
    );
  const { policy, subjectName, keyUsage, address } = requiredOfCertificate;
  const reasons = list('Reasons').map(textOf);
  const level = numberOf(document, document.dict(seed.get(name('MDP')))?.get(name('P')));
  const timestamp = document.dict(seed.get(name('TimeStamp')));
  const version = numberOf(document, seed.get(name('V')));
  const isKnown =
    seed.keys().every((key) => knownKeys.includes(key.decodeText())) &&
    (flags & ~sum(required)) === 0 &&
    (certificateFlags & ~sum(requiredOfCertificate)) === 0 &&
    !(isRequired(required.version) && version > knownVersion);
  return {
    filter: isRequired(required.filter) ? nameOf(get('Filter')) : null,
    subFilters: isRequired(required.subFilters) ? list('SubFilter').map(nameOf) : null,
    digests: isRequired(required.digests) ? list('DigestMethod').map((item) => textOf(item) || nameOf(item)) : null,
    // A single full stop, or no list at all, forbids a reason.
    reasons: isRequired(required.reasons) ? (reasons.join() === '.' ? [] : reasons) : null,
    certificates: isCertificateRequired(requiredOfCertificate.subject) ? bytes('Subject') : null,
    issuers: isCertificateRequired(requiredOfCertificate.issuer) ? bytes('Issuer') : null,
    certificatePolicy: isCertificateRequired(policy + subjectName + keyUsage + address),
    timestamp: (numberOf(document, timestamp?.get(name('Ff'))) & 1) !== 0,
    revocationData: isRequired(required.revocationData) && get('AddRevInfo')?.toString() === 'true',
    certification: level !== 0,
    legalAttestation: isRequired(required.legalAttestation),
    documentLock: isRequired(required.documentLock) && nameOf(get('LockDocument')) === 'true',
    appearance: isRequired(required.appearance),
    unknown: !isKnown,
  };
}

/** What a field asks for: its seed values, and what it locks. */
export function demandsOf(document: PdfDocument, { dict }: Pick<SignatureField, 'dict'>): FieldDemands {
  const seed = document.dict(dict.get(name('SV')));
  const lock = document.dict(dict.get(name('Lock')));
  const isForAll = lock !== undefined && nameOf(document.resolve(lock.get(name('Action')))) !== 'Include';
  const isStrict = numberOf(document, lock?.get(name('P'))) === 1;
  return { seed: seed ? seedValuesOf(document, seed) : null, locksOthers: isForAll || isStrict };
}

/** The reference of a signature in a field that locks others (ISO 32000-2, 12.8.2.4): the same as the field's /Lock says; null without one. */
export function lockReference(document: PdfDocument, { dict }: Pick<SignatureField, 'dict'>): PDFDict | null {
  const lock = document.dict(dict.get(name('Lock')));
  if (!lock) return null;
  const action = nameOf(document.resolve(lock.get(name('Action'))));
  const fields = (document.array(lock.get(name('Fields')))?.asArray() ?? []).flatMap((item) => {
    const text = textOf(document.resolve(item));
    return text === '' ? [] : [PDFHexString.fromText(text)];
  });
  const isListed = action === 'Include' || action === 'Exclude';
  return dictionary({
    Type: name('SigRef'),
    TransformMethod: name('FieldMDP'),
    TransformParams: dictionary({
      Type: name('TransformParams'),
      Action: name(isListed ? action : 'All'),
      Fields: isListed ? arrayOf(fields) : undefined,
      V: name('1.2'),
    }),
    Data: document.catalogRef,
  });
}
