/** Files that OpenSSL signed, to be attacked, and what the verifier says of the attacked signature. */
import { afterAll, beforeAll, expect } from 'vitest';
import { stream } from '../../fixtures/pdf/index.ts';
import { authorityExtensions, OpensslAuthority, signerExtensions } from '../../signature/openssl-authority.ts';
import {
  emptySignature,
  makeSigning,
  type Signing,
  signatureField,
  signByHand,
  unsignedPdf,
  verify,
} from '../sign-by-hand.ts';

export interface Stage {
  readonly signing: Signing;
  /** Somebody whom nobody trusts. */
  readonly attacker: Signing;
  /** One page with "Contract" and a signature in field 7, dictionary 6. */
  readonly signed: Buffer;
}

/** Makes the stage before the tests of a file and clears it away after. */
export function setStage(): () => Stage {
  const authority = new OpensslAuthority();
  let stage: Stage | null = null;
  beforeAll(() => {
    const signing = makeSigning(authority, signerExtensions, authorityExtensions);
    const attacker = makeSigning(authority, signerExtensions, authorityExtensions);
    stage = { signing, attacker, signed: signByHand(unsignedPdf(), signing) };
  });
  afterAll(() => authority.remove());
  return () => {
    if (!stage) throw new Error('the stage is not set');
    return stage;
  };
}

/** The word for the document and for the signature that was attacked, or the code of the error where the file cannot be read. */
export async function outcomeOf(pdf: Uint8Array, { signing }: Stage, fieldName = 'First') {
  try {
    const report = await verify(pdf, [signing.issuer]);
    const attacked = report.signatures.find((signature) => signature.fieldName === fieldName);
    return {
      verdict: report.verdict as string,
      signature: attacked?.verdict ?? 'gone',
      kinds: attacked?.changes.map(({ kind }) => kind) ?? [],
      covers: attacked?.changes.some(({ coversContent }) => coversContent) ?? false,
    };
  } catch (thrown) {
    expect(thrown, 'an error that people can read').toMatchObject({ name: 'AppError' });
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    return { verdict: code, signature: code, kinds: [], covers: false };
  }
}

/** Neither the file nor the attacked signature may be called valid. */
export async function expectNotValid(pdf: Uint8Array, stage: Stage): Promise<void> {
  const { verdict, signature } = await outcomeOf(pdf, stage);
  expect(verdict).not.toBe('valid');
  expect(signature).not.toBe('valid');
}

/** The text of an object as it stands in the file for the last time. */
export function objectText(pdf: Uint8Array, objectNumber: number): string {
  const text = Buffer.from(pdf).toString('latin1');
  const start = text.lastIndexOf(`\n${objectNumber} 0 obj\n`) + `\n${objectNumber} 0 obj\n`.length;
  return text.slice(start, text.indexOf('\nendobj', start));
}

/** The same bytes with one text put for another of the same length or, where lengths differ, with all offsets astray. */
export function replaced(pdf: Uint8Array, from: string | RegExp, to: string): Buffer {
  const text = Buffer.from(pdf).toString('latin1');
  const result = text.replace(from, to);
  if (result === text) throw new Error(`${String(from)} is not in the file`);
  return Buffer.from(result, 'latin1');
}

export const forgedText = stream('BT /F 24 Tf 72 700 Td (Forged) Tj ET');

export const pageWith = (entries: string, resources = '<< /Font << /F 5 0 R >> >>') =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources ${resources} ${entries} >>`;

export const catalogWith = (fields: string, entries = '') =>
  `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${fields}] /SigFlags 3 >> ${entries} >>`;

/** A form XObject that paints a white sheet. */
export const whiteSheet = (entries = '', content = '1 1 1 rg 0 0 400 100 re f') =>
  stream(content, `/Type /XObject /Subtype /Form /BBox [0 0 400 100] ${entries}`);

const reference = (method: string, parameters: string) =>
  `/Reference [<< /Type /SigRef /TransformMethod /${method} /TransformParams << /Type /TransformParams /V /1.2 ${parameters} >> >>]`;

/** A signature that certifies the document, permitting what P says (ISO 32000-2, Table 257). */
export const certifying = (level: 1 | 2 | 3) => emptySignature({ entries: reference('DocMDP', `/P ${level}`) });

/** A text field, object 8, and a signed file that has it. */
export const textField = (value: string, entries = '/Rect [72 600 300 620]') =>
  `<< /Type /Annot /Subtype /Widget /FT /Tx /T (Amount) /P 3 0 R /F 4 /V (${value}) /AP << /N 9 0 R >> ${entries} >>`;
export const fieldAppearance = (text: string) =>
  stream(
    `/Tx BMC q BT /F 12 Tf 2 4 Td (${text}) Tj ET Q EMC`,
    '/Type /XObject /Subtype /Form /BBox [0 0 228 20] /Resources << /Font << /F 5 0 R >> >>',
  );

/** A form with a text field (object 8) beside the signature (object 7). */
export function formPdf(signature: string, more: Record<number, string> = {}): Buffer {
  const pdf = unsignedPdf({
    signature,
    more: { 7: signatureField('First', '/V 6 0 R'), 8: textField('100'), 9: fieldAppearance('100'), ...more },
  });
  return rebuilt(
    replaced(replaced(pdf, '/Fields [7 0 R]', '/Fields [7 0 R 8 0 R]'), '/Annots [7 0 R]', '/Annots [7 0 R 8 0 R]'),
  );
}

/** Writes the cross-reference of a file of one revision anew. */
export function rebuilt(pdf: Uint8Array, trailer = ''): Buffer {
  const text = Buffer.from(pdf).toString('latin1');
  const body = text.slice(0, text.lastIndexOf('xref\n0 '));
  const offsets = new Map([...body.matchAll(/^(\d+) 0 obj$/gm)].map((match) => [Number(match[1]), match.index]));
  const size = Math.max(...offsets.keys()) + 1;
  const rows = Array.from({ length: size }, (_, number) => {
    const offset = offsets.get(number);
    return offset === undefined ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const end = `xref\n0 ${size}\n${rows.join('')}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + end, 'latin1');
}

/** Appends objects with a cross-reference table whose rows are given, for rows that no honest writer makes. */
export function appended(
  pdf: Uint8Array,
  objects: string,
  rows: (start: number) => string,
  trailer: { previous?: number | null; entries?: string; root?: string } = {},
): Buffer {
  const before = Buffer.from(pdf).toString('latin1');
  const previous = trailer.previous ?? Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(before)?.[1]);
  const body = before + objects;
  const previousEntry = trailer.previous === null ? '' : `/Prev ${previous}`;
  const end = `xref\n${rows(before.length)}trailer\n<< /Size 60 /Root ${trailer.root ?? '1 0 R'} ${previousEntry} ${trailer.entries ?? ''} >>\n`;
  return Buffer.from(`${body}${end}startxref\n${body.length}\n%%EOF\n`, 'latin1');
}

export const row = (offset: number, generation = 0, kind = 'n') =>
  `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} ${kind} \n`;
