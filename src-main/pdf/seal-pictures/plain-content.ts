import { type PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { Operand } from '../content/content-tokens.ts';
import { formOperations } from '../content/form-operations.ts';
import type { PdfDocument } from '../file/document.ts';
import { PlainOperators } from './plain-operators.ts';

const name = (text: string) => PDFName.of(text);
const maxDepth = 4;
const maxOperations = 200_000;

const inkModes: ReadonlySet<string> = new Set(['/Normal', '/Compatible', '/Multiply']);
/** What of a graphics state (ISO 32000-2, Table 57) is looked at, or shows in no colour of a screen. */
const stateKeys: ReadonlySet<string> = new Set('Type BM SMask CA ca AIS SA SM RI FL OP op OPM'.split(' '));
/** They stand for what is written as a colour of the device (ISO 32000-2, 8.6.5.6). */
const defaultSpaces = ['DefaultGray', 'DefaultRGB', 'DefaultCMYK'];

/** What is still to be looked at. */
interface Walk {
  readonly document: PdfDocument;
  operations: number;
}

/**
 * Whether the painting of a form XObject can be followed exactly: paths in plain colours and images. Text, shadings, patterns, soft masks,
 * optional content and clipping to anything but rectangles are beyond it, since what is drawn there would not be what readers show.
 */
export function isPlainContent(document: PdfDocument, form: PDFRef): boolean {
  return isPlainForm({ document, operations: maxOperations }, form, 0);
}

function isPlainForm(walk: Walk, ref: PDFRef, depth: number): boolean {
  const { document } = walk;
  const dict = document.dict(ref);
  if (!dict || depth > maxDepth || dict.has(name('OC'))) return false;
  const resources = document.dict(dict.get(name('Resources')));
  const spaces = document.dict(resources?.get(name('ColorSpace')));
  if (defaultSpaces.some((key) => spaces?.has(name(key)))) return false;
  const operators = new PlainOperators();
  for (const operation of formOperations(document, ref)) {
    const { operator, operands } = operation;
    walk.operations -= 1;
    if (walk.operations < 0 || !operators.take(operation)) return false;
    if (operator === 'gs' && !isPlainState(document, resourceOf(walk, resources, 'ExtGState', operands[0])))
      return false;
    if (operator === 'Do' && !isPlainObject(walk, resources, operands[0], depth)) return false;
  }
  return true;
}

function resourceOf(
  { document }: Walk,
  resources: PDFDict | undefined,
  kind: string,
  operand: Operand | undefined,
): PDFObject | undefined {
  if (operand === null || typeof operand !== 'object' || !('name' in operand)) return undefined;
  return document.dict(resources?.get(name(kind)))?.get(name(operand.name));
}

function isPlainObject(
  walk: Walk,
  resources: PDFDict | undefined,
  operand: Operand | undefined,
  depth: number,
): boolean {
  const object = resourceOf(walk, resources, 'XObject', operand);
  // Where a form has no such name, some readers look for it among those of the page.
  if (!(object instanceof PDFRef)) return false;
  const dict = walk.document.dict(object);
  if (!dict || dict.has(name('OC'))) return false;
  return dict.get(name('Subtype')) === name('Image') || isPlainForm(walk, object, depth + 1);
}

/** A graphics state that is opaque or blends as ink, without a soft mask. */
function isPlainState(document: PdfDocument, object: PDFObject | undefined): boolean {
  const dict = document.dict(object);
  if (!dict) return false;
  const word = (key: string) => {
    const value = document.resolve(dict.get(name(key)));
    return value === undefined ? undefined : String(value);
  };
  const alphas = ['CA', 'ca'].map((key) => document.resolve(dict.get(name(key))) ?? null);
  const areNumbers = alphas.every((alpha) => alpha === null || alpha instanceof PDFNumber);
  const mask = word('SMask');
  const hasOnlyThose = dict.keys().every((key) => stateKeys.has(key.decodeText()));
  return (
    inkModes.has(word('BM') ?? '/Normal') && (mask === undefined || mask === '/None') && areNumbers && hasOnlyThose
  );
}
