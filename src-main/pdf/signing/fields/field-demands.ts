import { PDFBool, type PDFDict, PDFHexString, PDFName, PDFNumber, type PDFObject, PDFString } from 'pdf-lib';
import { type PdfDocument, textOf } from '../../file/document.ts';
import { isWrittenAsInteger } from '../../file/object-reader.ts';
import { type FieldLock, fieldLock, levelOf } from '../modification-permissions.ts';
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
  /** What a signature in the field locks for others; null: nothing. */
  readonly lock: (FieldLock & { /** Whether nothing at all may follow. */ readonly isForAll: boolean }) | null;
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

const sum = (bits: Readonly<Record<string, number>>) => Object.values(bits).reduce((all, bit) => all + bit, 0);
const isString = (object: PDFObject | undefined) => object instanceof PDFHexString || object instanceof PDFString;

/** Reads entries of the kinds that they have to be of; what is of another kind is no demand that anybody understands. */
class Entries {
  isUnderstood = true;
  readonly #document: PdfDocument;

  constructor(document: PdfDocument) {
    this.#document = document;
  }

  #strange(): null {
    this.isUnderstood = false;
    return null;
  }

  dict(of: PDFDict | null, key: string): PDFDict | null {
    if (!of?.has(name(key))) return null;
    return this.#document.dict(of.get(name(key))) ?? this.#strange();
  }

  number(of: PDFDict | null, key: string): number {
    if (!of?.has(name(key))) return 0;
    const value = this.#document.resolve(of.get(name(key)));
    const number = value instanceof PDFNumber && isWrittenAsInteger(value) ? value.asNumber() : -1;
    return number >= 0 && number < 2 ** 31 ? number : (this.#strange() ?? 0);
  }

  name(of: PDFDict, key: string): string {
    if (!of.has(name(key))) return '';
    const value = this.#document.resolve(of.get(name(key)));
    return value instanceof PDFName ? value.decodeText() : (this.#strange() ?? '');
  }

  isTrue(of: PDFDict, key: string): boolean {
    if (!of.has(name(key))) return false;
    const value = this.#document.resolve(of.get(name(key)));
    return value instanceof PDFBool ? value.asBoolean() : (this.#strange() ?? false);
  }

  list<T>(of: PDFDict | null, key: string, read: (item: PDFObject | undefined) => T | null): T[] {
    if (!of?.has(name(key))) return [];
    const items = this.#document.array(of.get(name(key)))?.asArray();
    if (!items) this.#strange();
    return (items ?? []).flatMap((item) => read(this.#document.resolve(item)) ?? this.#strange() ?? []);
  }
}

const asName = (item: PDFObject | undefined) => (item instanceof PDFName ? item.decodeText() : null);
const asText = (item: PDFObject | undefined) => (isString(item) ? textOf(item) : null);
const asBytes = (item: PDFObject | undefined) =>
  item instanceof PDFHexString || item instanceof PDFString ? item.asBytes() : null;

function seedValuesOf(document: PdfDocument, seed: PDFDict): SeedValues {
  const entries = new Entries(document);
  const flags = entries.number(seed, 'Ff');
  const isRequired = (bit: number) => (flags & bit) !== 0;
  const certificate = entries.dict(seed, 'Cert');
  const certificateFlags = entries.number(certificate, 'Ff');
  const isCertificateRequired = (bit: number) => (certificateFlags & bit) !== 0;
  const { policy, subjectName, keyUsage, address } = requiredOfCertificate;
  const subjects = entries.list(certificate, 'Subject', asBytes);
  const issuers = entries.list(certificate, 'Issuer', asBytes);
  const reasons = entries.list(seed, 'Reasons', asText);
  const subFilters = entries.list(seed, 'SubFilter', asName);
  const digests = entries.list(seed, 'DigestMethod', (item) => asText(item) ?? asName(item));
  const filter = entries.name(seed, 'Filter');
  const level = entries.number(entries.dict(seed, 'MDP'), 'P');
  const timestampFlags = entries.number(entries.dict(seed, 'TimeStamp'), 'Ff');
  const version = entries.number(seed, 'V');
  const wantsRevocationData = entries.isTrue(seed, 'AddRevInfo');
  const documentLock = entries.name(seed, 'LockDocument');
  const isKnown =
    entries.isUnderstood &&
    seed.keys().every((key) => knownKeys.includes(key.decodeText())) &&
    (flags & ~sum(required)) === 0 &&
    (certificateFlags & ~sum(requiredOfCertificate)) === 0 &&
    (timestampFlags & ~1) === 0 &&
    !(isRequired(required.version) && version > knownVersion);
  return {
    filter: isRequired(required.filter) ? filter : null,
    subFilters: isRequired(required.subFilters) ? subFilters : null,
    digests: isRequired(required.digests) ? digests : null,
    // A single full stop, or no list at all, forbids a reason.
    reasons: isRequired(required.reasons) ? (reasons.join() === '.' ? [] : reasons) : null,
    certificates: isCertificateRequired(requiredOfCertificate.subject) ? subjects : null,
    issuers: isCertificateRequired(requiredOfCertificate.issuer) ? issuers : null,
    certificatePolicy: isCertificateRequired(policy + subjectName + keyUsage + address),
    timestamp: timestampFlags !== 0,
    revocationData: isRequired(required.revocationData) && wantsRevocationData,
    certification: level !== 0,
    legalAttestation: isRequired(required.legalAttestation),
    documentLock: isRequired(required.documentLock) && documentLock === 'true',
    appearance: isRequired(required.appearance),
    unknown: !isKnown,
  };
}

/** What nobody understands demands what nobody can meet. */
const notUnderstood = (document: PdfDocument) => seedValuesOf(document, dictionary({ NotUnderstood: PDFBool.True }));

/** What a field asks for: its seed values, and what it locks. */
export function demandsOf(document: PdfDocument, { dict }: Pick<SignatureField, 'dict'>): FieldDemands {
  const seed = document.dict(dict.get(name('SV')));
  const isStrange = dict.has(name('SV')) && !seed;
  const lock = dict.get(name('Lock'));
  const isForAll = levelOf(document, document.dict(lock), null) === 1;
  return {
    seed: isStrange ? notUnderstood(document) : seed ? seedValuesOf(document, seed) : null,
    lock: lock === undefined ? null : { ...fieldLock(document, lock), isForAll },
  };
}

/** The reference of a signature in a field that locks others (ISO 32000-2, 12.8.2.4): the same as the field's /Lock says; null without one. */
export function lockReference(document: PdfDocument, { dict }: Pick<SignatureField, 'dict'>): PDFDict | null {
  const lock = dict.get(name('Lock'));
  if (lock === undefined) return null;
  const { action, fields } = fieldLock(document, lock);
  return dictionary({
    Type: name('SigRef'),
    TransformMethod: name('FieldMDP'),
    TransformParams: dictionary({
      Type: name('TransformParams'),
      Action: name(action),
      Fields: action === 'All' ? undefined : arrayOf(fields.map((field) => PDFHexString.fromText(field))),
      V: name('1.2'),
    }),
    Data: document.catalogRef,
  });
}
