import * as asn1js from 'asn1js';
import type { SealInfo } from '../../src-main/signature/index.ts';
import { authorityExtensions, type Holder, OpensslAuthority } from './openssl-authority.ts';

/** An office with its authority, its seal maker and a clerk, all SM2 and made by openssl. */
export interface SealOffice {
  readonly openssl: OpensslAuthority;
  readonly root: Holder;
  readonly maker: Holder;
  readonly clerk: Holder;
}

/** Whom a person trusts who knows this office: its authority, and its maker as a maker. */
export const trustIn = ({ root, maker }: SealOffice) => ({
  trustAnchors: [root.certificate],
  makers: [maker.certificate],
});

export function openSealOffice(): SealOffice {
  const openssl = new OpensslAuthority();
  const root = openssl.issue({ subject: '/CN=国密根', extensions: authorityExtensions, key: 'SM2' });
  const maker = openssl.issue({ subject: '/C=CN/O=示例制章中心/CN=制章人', issuer: root, key: 'SM2' });
  const clerk = openssl.issue({ subject: '/C=CN/O=示例有限公司/CN=公章', issuer: root, key: 'SM2' });
  return { openssl, root, maker, clerk };
}

const hourMs = 3_600_000;
const wholeSeconds = (ms: number) => new Date(Math.floor(ms / 1000) * 1000);

/** A seal for the given certificates, made a minute from now and valid for a day. */
export function sealInfo(
  certificates: Uint8Array[],
  changes: Partial<Omit<SealInfo, 'property'>> & { property?: Partial<SealInfo['property']> } = {},
): SealInfo {
  const { property, ...others } = changes;
  const createdAt = wholeSeconds(Date.now() + 60_000);
  return {
    version: 4,
    vendorId: 'Qianyin',
    sealId: '33010020261124001',
    picture: { type: 'PNG', data: Buffer.from('89504e470d0a1a0a', 'hex'), widthMm: 40, heightMm: 40 },
    ...others,
    property: {
      type: 1,
      name: '示例有限公司公章',
      certificates: { kind: 'certificates', certificates },
      createdAt,
      validFrom: wholeSeconds(createdAt.getTime() - hourMs),
      validUntil: wholeSeconds(createdAt.getTime() + 24 * hourMs),
      ...property,
    },
  };
}

/** A moment at which such a seal is valid. */
export const soon = () => wholeSeconds(Date.now() + 120_000);

export const sequence = (...value: asn1js.AsnType[]) => new asn1js.Sequence({ value });
export const integer = (value: number) => new asn1js.Integer({ value });
export const octets = (bytes: Uint8Array) => new asn1js.OctetString({ valueHex: Uint8Array.from(bytes).buffer });
export const bits = (bytes: Uint8Array) => new asn1js.BitString({ valueHex: Uint8Array.from(bytes).buffer });
export const ia5 = (value: string) => new asn1js.IA5String({ value });
export const oidOf = (value: string) => new asn1js.ObjectIdentifier({ value });
export const derOf = (block: asn1js.AsnType) => new Uint8Array(block.toBER());
export const parsed = (der: Uint8Array) => asn1js.fromBER(Uint8Array.from(der)).result;

export const sm2WithSm3 = '1.2.156.10197.1.501';

export interface V1Form {
  /** How a product writes what the standard has as BIT STRING, and its times. */
  readonly bits?: (bytes: Uint8Array) => asn1js.AsnType;
  readonly time?: (date: Date) => asn1js.AsnType;
  readonly extensions?: asn1js.AsnType;
}

/** A seal of GM/T 0031-2014, put together by asn1js and signed by openssl. */
export function sealOfV1(
  { openssl, maker, clerk }: SealOffice,
  { bits: writeBits = bits, time = (valueDate) => new asn1js.UTCTime({ valueDate }), extensions }: V1Form = {},
): asn1js.Sequence {
  const { property, picture, sealId } = sealInfo([clerk.certificate]);
  const info = sequence(
    sequence(ia5('ES'), integer(1), ia5('OtherVendor')),
    ia5(sealId),
    sequence(
      integer(property.type),
      new asn1js.Utf8String({ value: property.name }),
      sequence(octets(clerk.certificate)),
      time(property.createdAt),
      time(property.validFrom),
      time(property.validUntil),
    ),
    sequence(ia5(picture.type), octets(picture.data), integer(picture.widthMm), integer(picture.heightMm)),
    ...(extensions ? [extensions] : []),
  );
  const certificate = octets(maker.certificate);
  const algorithm = oidOf(sm2WithSm3);
  const signature = openssl.signSm2(derOf(sequence(info, certificate, algorithm)), maker);
  return sequence(info, sequence(certificate, algorithm, writeBits(signature)));
}
