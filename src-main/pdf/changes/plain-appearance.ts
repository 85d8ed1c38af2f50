import { PDFArray, PDFBool, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import type { PdfDocument } from '../file/document.ts';

const maxObjects = 5_000;
const maxDepth = 64;

/** What a form and an image hold that draw the same everywhere (ISO 32000-2, Tables 87 and 93): no layer, no alternate, nothing outside. */
const formKeys = [
  'Type',
  'Subtype',
  'FormType',
  'BBox',
  'Matrix',
  'Resources',
  'Group',
  'Name',
  'ProcSet',
  'StructParent',
];
const imageKeys = [
  'Type',
  'Subtype',
  'Width',
  'Height',
  'ColorSpace',
  'BitsPerComponent',
  'Intent',
  'ImageMask',
  'Mask',
  'Decode',
];
const streamKeys = ['Length', 'Filter', 'DecodeParms', 'Metadata', 'LastModified', 'PieceInfo'];
const xObjectKeys: Readonly<Record<string, ReadonlySet<string>>> = {
  Form: new Set([...formKeys, ...streamKeys, 'StructParents']),
  Image: new Set([...imageKeys, ...streamKeys, 'Interpolate', 'SMask', 'SMaskInData', 'Name', 'StructParent', 'Matte']),
};
/** What says something of a form and is not drawn. */
const undrawnKeys = new Set(['PieceInfo', 'Metadata', 'LastModified']);
const layerTypes = new Set(['OCG', 'OCMD']);

function text(object: PDFObject | undefined): string {
  return object instanceof PDFName ? object.decodeText() : '';
}

/** Hundreds of widgets may show the same slice of a seal. */
const judged = new WeakMap<PdfDocument, Map<PDFRef, boolean>>();

/**
 * Whether an appearance stream and all that it is drawn from shows the same on the screen and on paper, whatever is switched on or off.
 * What it draws is another question.
 */
export function appearanceIsPlain(document: PdfDocument, appearance: PDFRef): boolean {
  const known = judged.get(document) ?? new Map<PDFRef, boolean>();
  judged.set(document, known);
  const isPlain = known.get(appearance) ?? judge(document, appearance);
  known.set(appearance, isPlain);
  return isPlain;
}

function judge(document: PdfDocument, appearance: PDFRef): boolean {
  const seen = new Set<number>();

  function isPlain(object: PDFObject | undefined, depth: number): boolean {
    if (depth > maxDepth || seen.size > maxObjects) return false;
    if (object instanceof PDFRef) {
      if (seen.has(object.objectNumber)) return true;
      seen.add(object.objectNumber);
      const loaded = document.load(object);
      if (loaded?.hasDuplicateKeys) return false;
      return isPlain(loaded?.value, depth + 1);
    }
    if (object instanceof PDFArray) return object.asArray().every((item) => isPlain(item, depth + 1));
    if (!(object instanceof PDFDict)) return true;
    const subtype = text(document.resolve(object.get(PDFName.of('Subtype'))));
    const type = text(document.resolve(object.get(PDFName.of('Type'))));
    // What only names the page or another annotation is not drawn.
    if (type === 'Page' || type === 'Pages') return false;
    if (layerTypes.has(type) || object.has(PDFName.of('OC'))) return false;
    // Some readers draw what a glyph says, others only what its box says.
    if (subtype === 'Type3') return false;
    const isXObject = object.has(PDFName.of('BBox')) || object.has(PDFName.of('Width')) || type === 'XObject';
    const allowed = xObjectKeys[subtype];
    if (isXObject && allowed && !object.keys().every((key) => allowed.has(key.decodeText()))) return false;
    if (isXObject && !allowed && !object.has(PDFName.of('PatternType'))) return false;
    return object.entries().every(([key, value]) => undrawnKeys.has(key.decodeText()) || isPlain(value, depth + 1));
  }

  const loaded = document.load(appearance);
  const dict = document.dict(appearance);
  // A form (ISO 32000-2, 12.5.5): what readers make of an image in its place is their own affair.
  const isForm = text(document.resolve(dict?.get(PDFName.of('Subtype')))) === 'Form';
  return loaded?.dataOffset != null && isForm && !isKnockout(document, dict) && isPlain(appearance, 0);
}

/** Readers differ on what an isolated or knockout group (ISO 32000-2, 11.6.6) does to the page that it is painted on. */
function isKnockout(document: PdfDocument, form: PDFDict | undefined): boolean {
  const group = document.dict(form?.get(PDFName.of('Group')));
  return ['I', 'K'].some((key) => {
    const flag = document.resolve(group?.get(PDFName.of(key)));
    return flag !== undefined && flag !== PDFBool.False;
  });
}

/**
 * Content that draws nothing, as programs write it for a signature that is not to be seen: blanks, comments, states, moves, and forms of the
 * same kind. It is matched as a whole: readers differ on what they make of anything else.
 */
const blankContent =
  /^(?:[\0\t\n\f\r ]+|%[^\r\n]*(?:[\r\n]|$)|[qQn](?=[\s%]|$)|(?:-?\d{1,5}(?:\.\d{1,8})?[ \n\r]+){6}cm(?=[\s%]|$)|\/[A-Za-z0-9]+[ \n\r]+Do(?=[\s%]|$))*$/;
const blankDepth = 8;
const contentLimitBytes = 1 << 12;

/** Whether an appearance stream draws nothing at all. */
export function appearanceIsBlank(document: PdfDocument, appearance: PDFRef, depth = 0): boolean {
  if (depth > blankDepth || document.load(appearance)?.dataOffset == null) return false;
  const content = Buffer.from(document.streamData(appearance, contentLimitBytes)).toString('latin1');
  if (!blankContent.test(content)) return false;
  const resources = document.dict(document.dict(appearance)?.get(PDFName.of('Resources')));
  const forms = document.dict(resources?.get(PDFName.of('XObject')));
  const drawn = content.replace(/%[^\r\n]*/g, '').match(/\/[A-Za-z0-9]+(?=\s+Do)/g) ?? [];
  return drawn.every((name) => {
    const form = forms?.get(PDFName.of(name.slice(1)));
    return form instanceof PDFRef && appearanceIsBlank(document, form, depth + 1);
  });
}
