import type { Box } from '../structure/document.ts';
import { escapeXml } from './plain-text.ts';
import type { PartDigest } from './seal-ground.ts';

/** Where a seal is put (GB/T 33190-2016, 18.2.3). */
export interface NewStamp {
  readonly id: number;
  readonly pageId: string;
  readonly boundary: Box;
  readonly clip: Box | null;
}

/** SM3, and SM2 with SM3 (GM/T 0006). */
const sm3Oid = '1.2.156.10197.1.401';
const sm2WithSm3Oid = '1.2.156.10197.1.501';

const decimal = (value: number) => String(Math.round(value * 10_000) / 10_000 || 0);
const boxText = ({ left, top, width, height }: Box) => [left, top, width, height].map(decimal).join(' ');

/** The string of timeInfo in TBS_Sign (GB/T 38540-2020, 7.1): GeneralizedTime in whole seconds of UTC. */
const timeText = (time: Date) => `${time.toISOString().slice(0, 19).replace(/\D/g, '')}Z`;

function stampText({ id, pageId, boundary, clip }: NewStamp): string {
  const clipText = clip ? ` Clip="${boxText(clip)}"` : '';
  return `<ofd:StampAnnot ID="${id}" PageRef="${escapeXml(pageId)}" Boundary="${boxText(boundary)}"${clipText}/>`;
}

/** A Signature.xml in the order of the schema (GB/T 33190-2016, 18.2). Paths are absolute, as all makers write them. */
export function signatureXml(signature: {
  readonly time: Date;
  readonly references: readonly PartDigest[];
  readonly stamps: readonly NewStamp[];
  readonly sealPath: string;
  readonly valuePath: string;
}): Uint8Array {
  const references = signature.references.map(
    ({ name, sm3 }) =>
      `<ofd:Reference FileRef="/${escapeXml(name)}"><ofd:CheckValue>${Buffer.from(sm3).toString('base64')}</ofd:CheckValue></ofd:Reference>`,
  );
  const parts = [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    '<ofd:Signature xmlns:ofd="http://www.ofdspec.org/2016"><ofd:SignedInfo>',
    '<ofd:Provider ProviderName="Qianyin" Version="1" Company="Qianyin"/>',
    `<ofd:SignatureMethod>${sm2WithSm3Oid}</ofd:SignatureMethod>`,
    `<ofd:SignatureDateTime>${timeText(signature.time)}</ofd:SignatureDateTime>`,
    `<ofd:References CheckMethod="${sm3Oid}">`,
    ...references,
    '</ofd:References>',
    ...signature.stamps.map(stampText),
    `<ofd:Seal><ofd:BaseLoc>/${escapeXml(signature.sealPath)}</ofd:BaseLoc></ofd:Seal>`,
    '</ofd:SignedInfo>',
    `<ofd:SignedValue>/${escapeXml(signature.valuePath)}</ofd:SignedValue></ofd:Signature>`,
  ];
  return new Uint8Array(Buffer.from(parts.join('')));
}
