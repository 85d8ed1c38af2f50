import {
  contextConstructed,
  type DerElement,
  encodeBitString,
  encodeGeneralizedTime,
  encodeObjectIdentifier,
  encodeOctetString,
  encodeSequence,
  encodeSmallInteger,
  encodeText,
  orNothing,
  readChildren,
  readFields,
  readObjectIdentifier,
  readSmallInteger,
  readTime,
  readWhole,
  tags,
} from '../../x509/index.ts';
import { type DeviationLog, readBits, readSealTime, readText, type SesDeviation } from './ses-deviations.ts';
import {
  encodeExtensionDatas,
  encodeTimestamp,
  parseSealElement,
  readExplicitBits,
  readExtensionDatas,
  type Seal,
  type SesExtension,
  type SesForm,
} from './ses-seal.ts';

/** SES_Signature: a document sealed (GB/T 38540-2020, 7.1; GM/T 0031-2014). Byte fields are views of what was parsed. */
export interface SesSignature {
  readonly form: SesForm;
  /** Of TBS_Sign. */
  readonly version: number;
  readonly seal: Seal;
  /** What the signer's clock said; undefined when GM/T 0031-2014's free form holds no time that can be read. */
  readonly signingTime: Date | undefined;
  /** The digest of what is protected. */
  readonly dataHash: Uint8Array;
  /** Names what is protected. */
  readonly propertyInfo: string;
  readonly extensions?: readonly SesExtension[];
  /** The signer's, DER. */
  readonly certificate: Uint8Array;
  /** An object identifier. */
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  /** TBS_Sign, which the signer signed, as it stands. */
  readonly signedOctets: Uint8Array;
  /** A timestamp over the signature. */
  readonly timestamp?: Uint8Array;
  /** Those of the signature itself; the seal has its own. */
  readonly deviations: readonly SesDeviation[];
}

/** Takes a SES_Signature apart that fills `bytes` to the last one. Throws DerError. */
export function parseSesSignature(bytes: Uint8Array): SesSignature {
  // A copy: what was judged cannot be changed afterwards by whoever holds the bytes.
  const element = readWhole(new Uint8Array(bytes), tags.sequence);
  const deviations: SesDeviation[] = [];
  const log: DeviationLog = (field, deviation) => deviations.push({ field, deviation });
  const isV1 = readChildren(element).length === 2;
  return { ...(isV1 ? readV1(element, log) : readV4(element, log)), deviations };
}

function readV4(element: DerElement, log: DeviationLog): Omit<SesSignature, 'deviations'> {
  const fields = readFields(element);
  const toSign = fields.required(tags.sequence);
  const certificate = fields.required(tags.octetString).content;
  const signatureAlgorithm = readObjectIdentifier(fields.required());
  const signature = readBits(fields.required(), 'signature', log);
  const timestampField = fields.optional(contextConstructed(0));
  fields.done();

  const inside = readFields(toSign);
  const version = readSmallInteger(inside.required());
  const seal = parseSealElement(inside.required());
  const signingTime = readSealTime(inside.required(), 'timeInfo', 'generalizedTime', log);
  const dataHash = readBits(inside.required(), 'dataHash', log);
  const propertyInfo = readText(inside.required(), 'propertyInfo', 'ia5String', log);
  const extensions = readExtensionDatas(inside, log);
  inside.done();
  return {
    form: 'v4',
    version,
    seal,
    signingTime,
    dataHash,
    propertyInfo,
    ...(extensions === undefined ? {} : { extensions }),
    certificate,
    signatureAlgorithm,
    signature,
    signedOctets: toSign.encoded,
    ...(timestampField === undefined ? {} : { timestamp: readExplicitBits(timestampField, 'timeStamp', log) }),
  };
}

function readV1(element: DerElement, log: DeviationLog): Omit<SesSignature, 'deviations'> {
  const fields = readFields(element);
  const toSign = fields.required(tags.sequence);
  const signature = readBits(fields.required(), 'signature', log);
  fields.done();

  const inside = readFields(toSign);
  const version = readSmallInteger(inside.required());
  const seal = parseSealElement(inside.required());
  const signingTime = readFreeTime(inside.required(), log);
  const dataHash = readBits(inside.required(), 'dataHash', log);
  const propertyInfo = readText(inside.required(), 'propertyInfo', 'ia5String', log);
  const certificate = inside.required(tags.octetString).content;
  const signatureAlgorithm = readObjectIdentifier(inside.required());
  inside.done();
  return {
    form: 'v1',
    version,
    seal,
    signingTime,
    dataHash,
    propertyInfo,
    certificate,
    signatureAlgorithm,
    signature,
    signedOctets: toSign.encoded,
  };
}

/** GM/T 0031-2014 has the time as bits and does not say of what: DER of a time, or its digits. Some products write the time itself. */
function readFreeTime(element: DerElement, log: DeviationLog): Date | undefined {
  if (element.tag === tags.utcTime || element.tag === tags.generalizedTime) {
    log('timeInfo', 'time-type');
    return readTime(element);
  }
  const bytes = readBits(element, 'timeInfo', log);
  const asDer = orNothing(() =>
    readTime(readWhole(bytes, bytes[0] === tags.utcTime ? tags.utcTime : tags.generalizedTime)),
  );
  const digits = (tag: number) => orNothing(() => readTime({ tag, content: bytes, encoded: bytes }));
  return asDer ?? digits(tags.generalizedTime) ?? digits(tags.utcTime);
}

/** TBS_Sign of GB/T 38540-2020 in DER. */
export function encodeToSign(
  toSign: Pick<SesSignature, 'version' | 'dataHash' | 'propertyInfo' | 'extensions'> & {
    readonly sealDer: Uint8Array;
    readonly signingTime: Date;
  },
): Uint8Array {
  return encodeSequence(
    encodeSmallInteger(toSign.version),
    toSign.sealDer,
    encodeGeneralizedTime(toSign.signingTime),
    encodeBitString(toSign.dataHash),
    encodeText('ia5String', toSign.propertyInfo),
    encodeExtensionDatas(toSign.extensions),
  );
}

/** SES_Signature of GB/T 38540-2020 in DER, from its TBS_Sign in DER and what the signer adds. */
export function encodeSesSignature(
  toSignDer: Uint8Array,
  signer: Pick<SesSignature, 'certificate' | 'signatureAlgorithm' | 'signature' | 'timestamp'>,
): Uint8Array {
  return encodeSequence(
    toSignDer,
    encodeOctetString(signer.certificate),
    encodeObjectIdentifier(signer.signatureAlgorithm),
    encodeBitString(signer.signature),
    encodeTimestamp(signer.timestamp),
  );
}
