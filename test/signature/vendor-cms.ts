/** CMS of GB/T 35275-2017 as the products in the field write it, put together by hand and signed by openssl. */
import * as asn1js from 'asn1js';
import type { Holder, OpensslAuthority } from './openssl-authority.ts';

export const bytesOf = (block: asn1js.AsnType) => new Uint8Array(block.toBER());
export const oidOf = (dotted: string) => new asn1js.ObjectIdentifier({ value: dotted });
export const sequence = (...value: asn1js.AsnType[]) => new asn1js.Sequence({ value });
export const octets = (bytes: Uint8Array) => new asn1js.OctetString({ valueHex: Uint8Array.from(bytes).buffer });
export const tagged = (tagNumber: number, ...value: asn1js.AsnType[]) =>
  new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber }, value });
export const parsed = (der: Uint8Array) => asn1js.fromBER(Uint8Array.from(der)).result;
export const algorithm = (dotted: string) => sequence(oidOf(dotted));

/** The parts of a SEQUENCE, SET or constructed tag, as asn1js reads them. */
export function inside(block: asn1js.AsnType | undefined): asn1js.AsnType[] {
  if (!(block instanceof asn1js.Constructed)) throw new Error('not constructed');
  return block.valueBlock.value;
}

export const rfc = { data: '1.2.840.113549.1.7.1', signedData: '1.2.840.113549.1.7.2' };
export const gbt = { data: '1.2.156.10197.6.1.4.2.1', signedData: '1.2.156.10197.6.1.4.2.2' };

/** A CMS as the products in the field write it, put together by hand and signed by openssl. */
export function vendorCms(
  openssl: OpensslAuthority,
  options: {
    types?: { data: string; signedData: string };
    embedded?: Uint8Array;
    signedAttributes?: asn1js.AsnType[];
    message: Uint8Array;
    signatureAlgorithm?: string;
    holder: Holder;
  },
): Uint8Array {
  const { types = gbt, embedded, signedAttributes, message, holder } = options;
  const certificate = parsed(holder.certificate);
  const tbs = inside(inside(certificate)[0]);
  const [serialNumber, issuer] = [tbs[1], tbs[3]];
  if (!serialNumber || !issuer) throw new Error('no certificate');
  const signerInfo = sequence(
    new asn1js.Integer({ value: 1 }),
    sequence(issuer, serialNumber),
    algorithm('1.2.156.10197.1.401'),
    ...(signedAttributes ? [tagged(0, ...signedAttributes)] : []),
    algorithm(options.signatureAlgorithm ?? '1.2.156.10197.1.501'),
    octets(openssl.signSm2(message, holder)),
  );
  const signedData = sequence(
    new asn1js.Integer({ value: 1 }),
    new asn1js.Set({ value: [algorithm('1.2.156.10197.1.401')] }),
    sequence(oidOf(types.data), ...(embedded ? [tagged(0, octets(embedded))] : [])),
    tagged(0, certificate),
    new asn1js.Set({ value: [signerInfo] }),
  );
  return bytesOf(sequence(oidOf(types.signedData), tagged(0, signedData)));
}
