/** Revisions after a signature, and which of their changes nothing permits: no certificate is needed to compare them. */
import { bytesSource, listChanges, openPdf } from '../../../src-main/pdf/index.ts';
import { stream, update } from '../../fixtures/pdf/index.ts';
import { rebuilt } from '../../verification/attacks/stage.ts';
import {
  emptySignature,
  type Signing,
  signatureField,
  signByHand,
  unsignedPdf,
} from '../../verification/sign-by-hand.ts';

export type Objects = Readonly<Record<number, string>>;

/** Whoever signs: what is in /Contents is not asked here. */
const anybody = { sign: () => Uint8Array.of(0x30, 0) } as unknown as Signing;

export const catalog = (form: string, entries = '') => `<< /Type /Catalog /Pages 2 0 R /AcroForm ${form} ${entries} >>`;
export const form = (fields = '7 0 R', entries = '') => `<< /Fields [${fields}] /SigFlags 3 ${entries} >>`;
export const page = (entries = '', annotations = '7 0 R') =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [${annotations}] ${entries} >>`;
export const tree = (entries = '') => `<< /Type /Pages /Kids [3 0 R] /Count 1 ${entries} >>`;
export const data = stream('bytes');

/** A second signature: dictionary 10, field 11. */
export const second = (field = signatureField('Second', '/V 10 0 R')): Objects => ({
  1: catalog(form('7 0 R 11 0 R')),
  3: page('', '7 0 R 11 0 R'),
  10: emptySignature(),
  11: field,
});

/** The picture of a seal, object 12, in a place of its own. */
export const sealAppearance = stream(
  '1 0 0 RG 4 4 92 42 re S',
  '/Type /XObject /Subtype /Form /BBox [0 0 100 50] /Resources << >>',
);
export const sealPlace = '/Rect [300 100 400 150]';

export interface Case {
  /** Beside or in the place of what the signed revision has. */
  readonly first?: Objects;
  readonly later: Objects;
}

/** The kinds of what nothing permits after the first signature, each once; `permitted` where there are none. */
export function refusedIn({ first = {}, later }: Case): string {
  const { 1: catalogText, 2: treeText, 3: pageText = page(), ...more }: Record<number, string> = first;
  const plain = unsignedPdf({ more });
  let text = plain.toString('latin1');
  for (const [objectNumber, object] of Object.entries({ 1: catalogText, 2: treeText, 3: pageText })) {
    if (object === undefined) continue;
    const header = `\n${objectNumber} 0 obj\n`;
    const start = text.indexOf(header) + header.length;
    text = text.slice(0, start) + object + text.slice(text.indexOf('\nendobj', start));
  }
  const signed = signByHand(rebuilt(Buffer.from(text, 'latin1')), anybody);
  const updated = update(signed, later);
  const isSigned = Object.values(later).some((object) => object.includes('/ByteRange [0 9999999999'));
  const document = openPdf(bytesSource(isSigned ? signByHand(updated, anybody) : updated));
  const changes = listChanges(document, signed.length);
  const refused = changes.flatMap(({ kind, allowedBy, evidence }) =>
    allowedBy === null ? [evidence === null ? kind : `${kind} (${evidence.replace(/ at byte \d+/, '')})`] : [],
  );
  return [...new Set(refused)].toSorted().join(', ') || 'permitted';
}
