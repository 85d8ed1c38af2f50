import {
  contextConstructed,
  contextPrimitive,
  type DerElement,
  DerError,
  type Extension,
  expectTag,
  type ReadableDigestAlgorithm,
  readBoolean,
  readChildren,
  readDigestAlgorithm,
  readExtensions,
  readFields,
  readFlags,
  readIntegerBytes,
  readObjectIdentifier,
  readSmallInteger,
  readTime,
  readWhole,
  tags,
} from '../../x509/index.ts';
/** The digest that a timestamp is about. `hash` undefined: made by an algorithm that this room does not know. */
export interface MessageImprint {
  readonly hash: ReadableDigestAlgorithm | undefined;
  readonly digest: Uint8Array;
}

/** TSTInfo (RFC 3161, 2.4.2). Numbers are the contents of their INTEGERs. */
export interface TimestampInfo {
  readonly policy: string;
  readonly imprint: MessageImprint;
  readonly serialNumber: Uint8Array;
  /** To the millisecond; what is finer is cut off. */
  readonly genTime: Date;
  /** How far the true time may lie from genTime, either way; undefined when the authority does not say. */
  readonly accuracyMs: number | undefined;
  readonly nonce: Uint8Array | undefined;
  readonly extensions: ReadonlyMap<string, Extension>;
}

/** Takes a TSTInfo apart. Throws DerError. */
export function parseTimestampInfo(der: Uint8Array): TimestampInfo {
  const fields = readFields(readWhole(der, tags.sequence));
  if (readSmallInteger(fields.required()) !== 1) throw new DerError('an unknown timestamp version');
  const policy = readObjectIdentifier(fields.required());
  const imprint = readImprint(fields.required(tags.sequence));
  const serialNumber = readIntegerBytes(fields.required());
  const genTime = readPreciseTime(fields.required(tags.generalizedTime));
  const accuracy = fields.optional(tags.sequence);
  const ordering = fields.optional(tags.boolean);
  if (ordering !== undefined) readBoolean(ordering);
  const nonce = fields.optional(tags.integer);
  fields.optional(contextConstructed(0));
  const extensions = fields.optional(contextConstructed(1));
  fields.done();
  return {
    policy,
    imprint,
    serialNumber,
    genTime,
    accuracyMs: accuracy === undefined ? undefined : readAccuracyMs(accuracy),
    nonce: nonce === undefined ? undefined : readIntegerBytes(nonce),
    extensions: extensions === undefined ? new Map() : readExtensions(extensions),
  };
}

function readImprint(element: DerElement): MessageImprint {
  const fields = readFields(element);
  const hash = readDigestAlgorithm(fields.required());
  const digest = fields.required(tags.octetString).content;
  fields.done();
  return { hash, digest };
}

function readAccuracyMs(element: DerElement): number {
  const fields = readFields(element);
  const seconds = fields.optional(tags.integer);
  const millis = fields.optional(contextPrimitive(0));
  const micros = fields.optional(contextPrimitive(1));
  fields.done();
  const number = (field: DerElement | undefined): number =>
    field === undefined ? 0 : readSmallInteger({ ...field, tag: tags.integer });
  return number(seconds) * 1000 + number(millis) + number(micros) / 1000;
}

/** GeneralizedTime with a fraction of a second, which has no zeros at its end (RFC 3161, 2.4.2). */
function readPreciseTime(element: DerElement): Date {
  const match = /^(\d{14})(?:\.(\d*[1-9]))?Z$/.exec(Buffer.from(element.content).toString('latin1'));
  if (match === null) throw new DerError('a malformed time');
  const [, whole = '', fraction = ''] = match;
  const seconds = readTime({ ...element, content: Buffer.from(`${whole}Z`) });
  return new Date(seconds.getTime() + Number(fraction.slice(0, 3).padEnd(3, '0')));
}

/** PKIStatus (RFC 3161, 2.4.2) by its numbers. */
const statuses = [
  'granted',
  'granted-with-changes',
  'rejection',
  'waiting',
  'revocation-warning',
  'revocation-notification',
] as const;

/** PKIFailureInfo (RFC 3161, 2.4.2) by its bits. */
const failures = new Map([
  [0, 'algorithm-not-supported'],
  [2, 'bad-request'],
  [5, 'bad-data-format'],
  [14, 'time-not-available'],
  [15, 'policy-not-accepted'],
  [16, 'extension-not-accepted'],
  [17, 'information-not-available'],
  [25, 'system-failure'],
]);

/** TimeStampResp (RFC 3161, 2.4.2). */
export interface TimestampResponse {
  readonly status: (typeof statuses)[number];
  /** Why there is none, in the words of the authority and of the standard. */
  readonly texts: string[];
  readonly failures: string[];
  /** The ContentInfo; undefined when none was granted. */
  readonly token: Uint8Array | undefined;
}

/** Takes a TimeStampResp apart. Throws DerError. */
export function parseTimestampResponse(der: Uint8Array): TimestampResponse {
  const fields = readFields(readWhole(der, tags.sequence));
  const info = readFields(fields.required(tags.sequence));
  const token = fields.optional(tags.sequence);
  fields.done();
  const status = statuses[readSmallInteger(info.required())];
  const texts = info.optional(tags.sequence);
  const flags = info.optional(tags.bitString);
  info.done();
  if (status === undefined) throw new DerError('an unknown timestamp status');
  return {
    status,
    texts: texts === undefined ? [] : readChildren(texts).map(readUtf8),
    failures: flags === undefined ? [] : [...readFlags(flags)].map((bit) => failures.get(bit) ?? `failure-${bit}`),
    token: token?.encoded,
  };
}

function readUtf8(element: DerElement): string {
  return Buffer.from(expectTag(element, tags.utf8String).content).toString('utf8');
}
