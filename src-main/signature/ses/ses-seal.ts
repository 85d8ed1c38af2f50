import { AppError } from '../../contract/index.ts';
import {
  contextConstructed,
  type DerElement,
  DerError,
  encodeBitString,
  encodeElement,
  encodeGeneralizedTime,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSmallInteger,
  encodeText,
  encodeTrue,
  expectTag,
  orMalformed,
  readBoolean,
  readChildren,
  readFields,
  readObjectIdentifier,
  readSmallInteger,
  readWhole,
  tags,
} from '../../x509/index.ts';

import { type DeviationLog, readBits, readSealTime, readText, type SesDeviation } from './ses-deviations.ts';

/**
 * `v1`: GM/T 0031-2014. `v4`: GB/T 38540-2020, whose headers say 4 or 5; with 5 a timestamp may stand at the end.
 */
export type SesForm = 'v1' | 'v4';

/** The certificates whose holders may use a seal: whole, or only their digests (`algorithm` as the maker named it). */
export type CertificateList =
  | { readonly kind: 'certificates'; readonly certificates: readonly Uint8Array[] }
  | {
      readonly kind: 'digests';
      readonly digests: readonly { readonly algorithm: string; readonly value: Uint8Array }[];
    };

export interface SesExtension {
  readonly type: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** SES_SealInfo (GB/T 38540-2020, 6.1). Times have whole seconds. */
export interface SealInfo {
  /** Of the header: 1 in GM/T 0031-2014, 4 in GB/T 38540-2020, 5 in newer products. */
  readonly version: number;
  /** Vid: the maker of the software. */
  readonly vendorId: string;
  /** esID: the number of the seal. */
  readonly sealId: string;
  readonly property: {
    readonly type: number;
    readonly name: string;
    readonly certificates: CertificateList;
    readonly createdAt: Date;
    readonly validFrom: Date;
    readonly validUntil: Date;
  };
  readonly picture: {
    /** PNG, JPG, SVG, OFD … */
    readonly type: string;
    readonly data: Uint8Array;
    readonly widthMm: number;
    readonly heightMm: number;
  };
  readonly extensions?: readonly SesExtension[];
}

/** SESeal: a seal with its maker's signature. Byte fields are views of `der`. */
export interface Seal {
  readonly der: Uint8Array;
  readonly form: SesForm;
  readonly info: SealInfo;
  /** The maker's, DER. */
  readonly makerCertificate: Uint8Array;
  /** An object identifier. */
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  /** What the maker signed, in DER. */
  readonly signedOctets: Uint8Array;
  /** A timestamp over the signature; version 5 only. */
  readonly timestamp?: Uint8Array;
  /** Where it leaves the standard and can be read all the same. */
  readonly deviations: readonly SesDeviation[];
}

/** Takes a seal apart. Nothing is said about its signature. Throws AppError SEAL_UNREADABLE. */
export function readSeal(der: Uint8Array): Seal {
  const seal = orMalformed(() => parseSeal(der));
  if (!(seal instanceof DerError)) return seal;
  throw new AppError('SEAL_UNREADABLE', { detail: seal.message }, { detail: seal.message, cause: seal });
}

/** Takes a seal apart that fills `bytes` to the last one. Throws DerError. */
export function parseSeal(bytes: Uint8Array): Seal {
  // A copy: what was judged cannot be changed afterwards by whoever holds the bytes.
  const der = new Uint8Array(bytes);
  return parseSealElement(readWhole(der, tags.sequence));
}

/** Takes the SESeal in a SES_Signature apart. Throws DerError. */
export function parseSealElement(element: DerElement): Seal {
  const deviations: SesDeviation[] = [];
  const log: DeviationLog = (field, deviation) => deviations.push({ field, deviation });
  const children = readChildren(expectTag(element, tags.sequence));
  const form = children.length === 2 ? 'v1' : 'v4';
  const fields = readFields(element);
  const infoElement = fields.required(tags.sequence);
  const info = readSealInfo(infoElement, form, log);
  const signInfo = form === 'v1' ? readFields(fields.required(tags.sequence)) : fields;
  const certificate = signInfo.required(tags.octetString);
  const algorithm = signInfo.required(tags.objectIdentifier);
  const signature = readBits(signInfo.required(), 'signedValue', log);
  const timestampField = form === 'v4' ? fields.optional(contextConstructed(0)) : undefined;
  const timestamp = timestampField === undefined ? undefined : readExplicitBits(timestampField, 'timeStamp', log);
  signInfo.done();
  fields.done();
  const isKnown = form === 'v1' ? info.version < 4 : info.version === 4 || info.version === 5;
  if (!isKnown || (timestamp !== undefined && info.version < 5)) log('version', 'version-of-another-form');
  return {
    der: element.encoded,
    form,
    info,
    makerCertificate: certificate.content,
    signatureAlgorithm: readObjectIdentifier(algorithm),
    signature,
    signedOctets:
      form === 'v1' ? encodeSequence(infoElement.encoded, certificate.encoded, algorithm.encoded) : infoElement.encoded,
    ...(timestamp === undefined ? {} : { timestamp }),
    deviations,
  };
}

/** The BIT STRING in an explicit tag. Throws DerError. */
export function readExplicitBits(field: DerElement, name: string, log: DeviationLog): Uint8Array {
  const inside = readFields(field);
  const bits = readBits(inside.required(), name, log);
  inside.done();
  return bits;
}

function readSealInfo(element: DerElement, form: SesForm, log: DeviationLog): SealInfo {
  const fields = readFields(element);
  const header = readFields(fields.required(tags.sequence));
  if (readText(header.required(), 'ID', 'ia5String', log) !== 'ES') throw new DerError('a seal whose header is not ES');
  const version = readSmallInteger(header.required());
  const vendorId = readText(header.required(), 'Vid', 'ia5String', log);
  header.done();
  const sealId = readText(fields.required(), 'esID', 'ia5String', log);
  const property = readProperty(fields.required(tags.sequence), form, log);
  const picture = readPicture(fields.required(tags.sequence), log);
  const extensions = readExtensionDatas(fields, log);
  fields.done();
  return { version, vendorId, sealId, property, picture, ...(extensions === undefined ? {} : { extensions }) };
}

function readProperty(element: DerElement, form: SesForm, log: DeviationLog): SealInfo['property'] {
  const fields = readFields(element);
  const time = form === 'v1' ? 'utcTime' : 'generalizedTime';
  const type = readSmallInteger(fields.required());
  const name = readText(fields.required(), 'name', 'utf8String', log);
  const listType = form === 'v1' ? 1 : readSmallInteger(fields.required());
  const certificates = readCertificateList(fields.required(tags.sequence), listType, log);
  const createdAt = readSealTime(fields.required(), 'createDate', time, log);
  const validFrom = readSealTime(fields.required(), 'validStart', time, log);
  const validUntil = readSealTime(fields.required(), 'validEnd', time, log);
  fields.done();
  return { type, name, certificates, createdAt, validFrom, validUntil };
}

function readCertificateList(element: DerElement, type: number, log: DeviationLog): CertificateList {
  const entries = readChildren(element);
  if (type === 1) {
    return { kind: 'certificates', certificates: entries.map((entry) => expectTag(entry, tags.octetString).content) };
  }
  if (type !== 2) throw new DerError('an unknown kind of certificate list');
  const digests = entries.map((entry) => {
    const fields = readFields(expectTag(entry, tags.sequence));
    const algorithm = readText(fields.required(), 'certDigest', 'printableString', log);
    const value = fields.required(tags.octetString).content;
    fields.done();
    return { algorithm, value };
  });
  return { kind: 'digests', digests };
}

function readPicture(element: DerElement, log: DeviationLog): SealInfo['picture'] {
  const fields = readFields(element);
  const type = readText(fields.required(), 'pictureType', 'ia5String', log);
  const data = fields.required(tags.octetString).content;
  const widthMm = readSmallInteger(fields.required());
  const heightMm = readSmallInteger(fields.required());
  fields.done();
  return { type, data, widthMm, heightMm };
}

/** ExtensionDatas, if they come next: in their explicit tag `[0]`, or without as some products write them. Throws DerError. */
export function readExtensionDatas(
  fields: ReturnType<typeof readFields>,
  log: DeviationLog,
): SesExtension[] | undefined {
  const tagged = fields.optional(contextConstructed(0));
  const untagged = tagged === undefined ? fields.optional(tags.sequence) : undefined;
  if (untagged !== undefined) log('extDatas', 'untagged');
  const list = tagged === undefined ? untagged : readWhole(tagged.content, tags.sequence);
  if (list === undefined) return undefined;
  return readChildren(list).map((entry) => {
    const parts = readFields(expectTag(entry, tags.sequence));
    const type = readObjectIdentifier(parts.required());
    const criticalField = parts.optional(tags.boolean);
    const critical = criticalField !== undefined && readBoolean(criticalField);
    // X.690, 11.5: DER leaves a default value out.
    if (criticalField !== undefined && !critical) log('critical', 'default-encoded');
    const value = parts.required(tags.octetString).content;
    parts.done();
    return { type, critical, value };
  });
}

/** SES_SealInfo of GB/T 38540-2020 in DER. */
export function encodeSealInfo({ version, vendorId, sealId, property, picture, extensions }: SealInfo): Uint8Array {
  return encodeSequence(
    encodeSequence(encodeText('ia5String', 'ES'), encodeSmallInteger(version), encodeText('ia5String', vendorId)),
    encodeText('ia5String', sealId),
    encodeSequence(
      encodeSmallInteger(property.type),
      encodeText('utf8String', property.name),
      encodeSmallInteger(property.certificates.kind === 'certificates' ? 1 : 2),
      encodeCertificateList(property.certificates),
      encodeGeneralizedTime(property.createdAt),
      encodeGeneralizedTime(property.validFrom),
      encodeGeneralizedTime(property.validUntil),
    ),
    encodeSequence(
      encodeText('ia5String', picture.type),
      encodeOctetString(picture.data),
      encodeSmallInteger(picture.widthMm),
      encodeSmallInteger(picture.heightMm),
    ),
    encodeExtensionDatas(extensions),
  );
}

function encodeCertificateList(list: CertificateList): Uint8Array {
  if (list.kind === 'certificates') return encodeSequence(...list.certificates.map(encodeOctetString));
  return encodeSequence(
    ...list.digests.map(({ algorithm, value }) =>
      encodeSequence(encodeText('printableString', algorithm), encodeOctetString(value)),
    ),
  );
}

/** ExtensionDatas in their explicit tag `[0]`; nothing when there are none. */
export function encodeExtensionDatas(extensions: readonly SesExtension[] | undefined): Uint8Array {
  if (extensions === undefined) return new Uint8Array();
  const encoded = extensions.map(({ type, critical, value }) =>
    encodeSequence(encodeObjectIdentifier(type), critical ? encodeTrue() : new Uint8Array(), encodeOctetString(value)),
  );
  return encodeElement(contextConstructed(0), encodeSequence(...encoded));
}

/** SESeal of GB/T 38540-2020 in DER, from its SES_SealInfo in DER and what the maker adds. */
export function encodeSeal(
  infoDer: Uint8Array,
  maker: Pick<Seal, 'makerCertificate' | 'signatureAlgorithm' | 'signature' | 'timestamp'>,
): Uint8Array {
  return encodeSequence(
    infoDer,
    encodeOctetString(maker.makerCertificate),
    encodeObjectIdentifier(maker.signatureAlgorithm),
    encodeBitString(maker.signature),
    encodeTimestamp(maker.timestamp),
  );
}

/** A timestamp in its explicit tag `[0]`; nothing when there is none. */
export function encodeTimestamp(timestamp: Uint8Array | undefined): Uint8Array {
  return timestamp === undefined ? new Uint8Array() : encodeElement(contextConstructed(0), encodeBitString(timestamp));
}
