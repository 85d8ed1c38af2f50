import { type PDFDict, PDFName, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import type { Operand } from '../content/content-tokens.ts';
import { formOperations } from '../content/form-operations.ts';
import type { PdfDocument } from '../file/document.ts';

const name = (text: string) => PDFName.of(text);
const maxDepth = 4;
const maxOperations = 200_000;

/** Operators (ISO 32000-2, Annex A) that are drawn just as readers do, or that draw nothing. */
const drawnOperators: ReadonlySet<string> = new Set(
  'q Q cm gs w J j M i ri m l c v y h re f F f* S s B B* b b* n W W* cs CS sc SC rg RG g G k K Do BMC EMC MP'.split(
    ' ',
  ),
);
const inkModes: ReadonlySet<string> = new Set(['/Normal', '/Compatible', '/Multiply']);

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
  return isPlainForm({ document, operations: maxOperations }, form, undefined, 0);
}

function isPlainForm(walk: Walk, ref: PDFRef, inherited: PDFDict | undefined, depth: number): boolean {
  const { document } = walk;
  const dict = document.dict(ref);
  if (!dict || depth > maxDepth || dict.has(name('OC'))) return false;
  const resources = document.dict(dict.get(name('Resources'))) ?? inherited;
  let path: string[] = [];
  for (const { operator, operands } of formOperations(document, ref)) {
    walk.operations -= 1;
    if (walk.operations < 0 || !drawnOperators.has(operator)) return false;
    if (operator === 'gs' && !isPlainState(document, resourceOf(walk, resources, 'ExtGState', operands[0])))
      return false;
    if (operator === 'Do' && !isPlainObject(walk, resources, operands[0], depth)) return false;
    if ((operator === 'W' || operator === 'W*') && path.join(' ') !== 're') return false;
    if (/^(?:m|l|c|v|y|h|re)$/.test(operator)) path.push(operator);
    else if (operator !== 'W' && operator !== 'W*') path = [];
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
  if (!(object instanceof PDFRef)) return object === undefined;
  const dict = walk.document.dict(object);
  if (!dict || dict.has(name('OC'))) return false;
  return dict.get(name('Subtype')) === name('Image') || isPlainForm(walk, object, resources, depth + 1);
}

/** A graphics state that is opaque or blends as ink, without a soft mask. */
function isPlainState(document: PdfDocument, object: PDFObject | undefined): boolean {
  const dict = document.dict(object);
  if (!dict) return false;
  const word = (key: string) => {
    const value = document.resolve(dict.get(name(key)));
    return value === undefined ? undefined : String(value);
  };
  const strokeAlpha = document.resolve(dict.get(name('CA')));
  const alpha = document.resolve(dict.get(name('ca')));
  const isSameAlpha =
    strokeAlpha === undefined ||
    (strokeAlpha instanceof PDFNumber &&
      strokeAlpha.asNumber() === (alpha instanceof PDFNumber ? alpha.asNumber() : 1));
  const mask = word('SMask');
  const dash = document.array(dict.get(name('D')));
  return inkModes.has(word('BM') ?? '/Normal') && (mask === undefined || mask === '/None') && isSameAlpha && !dash;
}
