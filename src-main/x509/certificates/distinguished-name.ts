import type { CertificateInfo } from '../../contract/index.ts';
import {
  type DerElement,
  DerError,
  expectTag,
  readChildren,
  readFields,
  readObjectIdentifier,
  readWhole,
  tags,
} from '../asn1/der-reader.ts';
import { oid } from '../asn1/object-identifiers.ts';

/** One attribute of a name: its OID and its text. */
interface NameAttribute {
  readonly type: string;
  readonly text: string;
}

/** A Name as its relative distinguished names, in the order of the certificate (RFC 5280, 4.1.2.4). */
type RelativeNames = NameAttribute[][];

/** Short names of RFC 4514, 3, and those that Chinese CAs use beside them. */
const shortNames = new Map<string, string>([
  [oid.commonName, 'CN'],
  [oid.organization, 'O'],
  [oid.emailAddress, 'E'],
  ['2.5.4.4', 'SN'],
  ['2.5.4.5', 'SERIALNUMBER'],
  [oid.country, 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.9', 'STREET'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.12', 'T'],
  ['2.5.4.42', 'G'],
  ['2.5.4.97', 'OrganizationIdentifier'],
  ['0.9.2342.19200300.100.1.1', 'UID'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
]);

/** A Name as people read it: text after RFC 4514, most specific part first. Throws DerError. */
export function describeName(der: Uint8Array): CertificateInfo['subject'] {
  const names = readName(der);
  const text = names
    .toReversed()
    .map((parts) => parts.map(describeAttribute).join('+'))
    .join(', ');
  const commonName = lastOf(names, oid.commonName);
  const organization = lastOf(names, oid.organization);
  return {
    display: commonName === undefined ? text : shownName(commonName),
    text,
    ...(commonName === undefined ? {} : { commonName }),
    ...(organization === undefined ? {} : { organization }),
  };
}

/** What RFC 4518, 2.2, maps to nothing: whoever may not bear a name may not bear it with something unseen in it either. */
const unseen = /(?!\s)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

const comparable = (text: string): string =>
  text.replace(unseen, '').normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();

/**
 * Keys of the relative names, one each: two names are the same when their keys are (RFC 5280, 7.1: case, surplus blanks, unseen
 * characters and the kind of string make no difference). Throws DerError.
 */
export function nameKeys(der: Uint8Array): string[] {
  return readName(der).map((parts) =>
    parts
      .map(({ type, text }) => `${type}=${comparable(text)}`)
      .toSorted()
      .join('\0'),
  );
}

/** Every value of one attribute type. Throws DerError. */
export function nameValues(der: Uint8Array, type: string): string[] {
  return readName(der).flatMap((parts) => parts.filter((part) => part.type === type).map((part) => part.text));
}

function readName(der: Uint8Array): RelativeNames {
  return readChildren(readWhole(der, tags.sequence)).map((relative) =>
    readChildren(expectTag(relative, tags.set)).map((element) => {
      const fields = readFields(expectTag(element, tags.sequence));
      const type = readObjectIdentifier(fields.required());
      const text = readText(fields.required());
      fields.done();
      return { type, text };
    }),
  );
}

function lastOf(names: RelativeNames, type: string): string | undefined {
  const found = names.flat().findLast((part) => part.type === type);
  return found === undefined ? undefined : printable(found.text);
}

/** `051@name@identity number@sequence`, as Chinese CAs name people and organisations of a platform. */
const ofPlatform = /^(\d{2,4}@)([^@]+)@([\dA-Za-z]{6,})(@\d{1,3})$/u;

/** A name as people call themselves: of a number only so much that two of one name can be told apart. */
function shownName(commonName: string): string {
  const [, , holder, number] = ofPlatform.exec(commonName) ?? [];
  return holder === undefined || number === undefined ? commonName : `${holder}（${masked(number)}）`;
}

const masked = (number: string): string => `${number.slice(0, 3)}****${number.slice(-2)}`;

function withMaskedNumber(text: string): string {
  return text.replace(ofPlatform, (_, platform: string, holder: string, number: string, sequence: string) => {
    return `${platform}${holder}@${masked(number)}${sequence}`;
  });
}

function describeAttribute({ type, text }: NameAttribute): string {
  const escaped = printable(withMaskedNumber(text)).replace(/[,+"\\<>;]/gu, '\\$&');
  return `${shortNames.get(type) ?? type}=${escaped}`;
}

/** Control characters and those that turn the direction of text could make a name look like another one. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

function readText({ tag, content }: DerElement): string {
  switch (tag) {
    case tags.bmpString:
      return decodeWide(content, 2);
    case tags.universalString:
      return decodeWide(content, 4);
    case tags.utf8String:
    case tags.printableString:
    case tags.teletexString:
    case tags.ia5String:
    case tags.numericString:
    case tags.visibleString:
      return decodeBytes(content);
    default:
      return `#${Buffer.from(content).toString('hex')}`;
  }
}

function decodeWide(content: Uint8Array, width: 2 | 4): string {
  if (content.length % width !== 0) throw new DerError('a string of broken characters');
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  let text = '';
  for (let offset = 0; offset < content.length; offset += width) {
    const point = width === 2 ? view.getUint16(offset) : view.getUint32(offset);
    if (point > 0x10ffff) throw new DerError('a character that does not exist');
    text += width === 2 ? String.fromCharCode(point) : String.fromCodePoint(point);
  }
  return text;
}

const decoders = ['utf-8', 'gb18030'].map((encoding) => new TextDecoder(encoding, { fatal: true, ignoreBOM: true }));

/** Whatever the string type says, older Chinese CAs put UTF-8 or GBK into it. */
function decodeBytes(content: Uint8Array): string {
  for (const decoder of decoders) {
    try {
      return decoder.decode(content);
    } catch {
      // Not this encoding: the next one may fit.
    }
  }
  return Buffer.from(content).toString('latin1');
}
