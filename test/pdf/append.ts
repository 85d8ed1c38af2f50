import type { Impression } from '../../src-main/contract/index.ts';
import { type Artwork, buildSignatureRevision, bytesSource, openPdf, pageCount } from '../../src-main/pdf/index.ts';

/** A red frame of 20 mm. */
export const frame: Artwork = {
  kind: 'vector',
  widthMm: 20,
  heightMm: 20,
  paths: [{ d: 'M 0 0 L 20 0 L 20 20 L 0 20 Z M 2 2 L 18 2 L 18 18 L 2 18 Z', fill: '#C7161C', evenOdd: true }],
};

/** The whole of an artwork, its centre at a place of a page. */
export const wholeSeal = (
  { widthMm, heightMm }: Artwork,
  place: Pick<Impression, 'page' | 'xMm' | 'yMm'>,
): Impression => ({ ...place, widthMm, heightMm, slice: null });

/** The file with one signature field appended (its Contents left empty), on the last page unless told otherwise. */
export function appendField(input: Uint8Array, options: { password?: string; page?: number } = {}): Buffer {
  const document = openPdf(bytesSource(input), { password: options.password });
  const revision = buildSignatureRevision(document, {
    impressions: [wholeSeal(frame, { page: options.page ?? pageCount(document), xMm: 50, yMm: 60 })],
    artwork: frame,
    filter: 'Adobe.PPKLite',
    subFilter: 'ETSI.CAdES.detached',
    contentsBytes: 64,
    signingTime: new Date('2026-11-24T07:04:00Z'),
    signerName: '某某有限公司',
    reason: '采购合同',
    location: '上海',
  });
  return Buffer.concat([input, revision.bytes]);
}
