import { type PDFDict, PDFName, type PDFRef } from 'pdf-lib';
import { AppError } from '../../contract/index.ts';
import type { PdfDocument } from '../file/document.ts';
import { pageCount, readPage } from '../pages/pages.ts';
import { annotationPrecautions } from './annotations.ts';
import { missingFont } from './fonts.ts';
import { differingLayers, isShownWhenHidden } from './layers.ts';
import { type ListingPrecaution, type Precaution, plainName } from './precaution.ts';
import { Walk } from './walk.ts';
import { wholeFileIrregularity } from './whole-file.ts';

const name = (text: string) => PDFName.of(text);

/** How much is looked at: the rest is said not to have been. */
export interface Budget {
  readonly pages: number;
  readonly objects: number;
  readonly milliseconds: number;
}
const usualBudget: Budget = { pages: 300, objects: 10_000, milliseconds: 2_500 };

/** Actions that change what the document shows or how its fields are filled (ISO 32000-2, 12.6.4), and not only where one looks. */
const activeActions = new Set(
  ['JavaScript', 'Hide', 'SetOCGState', 'ImportData', 'ResetForm', 'Rendition', 'Launch'].map(name),
);
const isAction = (dict: PDFDict) => {
  const type = dict.get(name('Type'));
  return type === undefined || type === name('Action');
};

const namesShown = 5;

/** What is found once is not told again for each page. */
class Findings {
  readonly #precautions = new Map<string, Precaution>();
  readonly #lists = new Map<ListingPrecaution['code'], Set<string>>();

  add(precaution: Precaution): void {
    const { code } = precaution;
    if (!this.#precautions.has(code)) this.#precautions.set(code, precaution);
  }

  /** One precaution for all that is of its kind, with their names. */
  list(code: ListingPrecaution['code'], item: string): void {
    const items = this.#lists.get(code) ?? new Set();
    this.#lists.set(code, items.add(plainName(item)));
  }

  get all(): Precaution[] {
    const lists = [...this.#lists].map(([code, items]): Precaution => {
      const shown = [...items].filter((item) => item !== '').slice(0, namesShown);
      const isCut = shown.length === namesShown && items.size > namesShown;
      return { code, values: { names: `${shown.join(', ') || '—'}${isCut ? ', …' : ''}` } };
    });
    return [...lists, ...this.#precautions.values()];
  }
}

interface Place {
  readonly document: PdfDocument;
  readonly findings: Findings;
  readonly page: number;
}

function inspect({ document, findings, page }: Place, dict: PDFDict, isStream: boolean): boolean {
  const word = (key: string) => document.resolve(dict.get(name(key)));
  const action = word('S');
  if (action instanceof PDFName && activeActions.has(action) && isAction(dict)) {
    findings.list('active-content', action.decodeText());
  }
  const type = word('Type');
  if (type === name('OCMD') && isShownWhenHidden(document, dict)) findings.list('layers-differ', '');
  if (isStream) {
    // A stream whose data are in another file; a form that stands for a page of one; pictures for print alone (8.10.4, 14.11.7, 8.9.5.4).
    const isElsewhere =
      dict.has(name('F')) || (word('Subtype') === name('Form') && dict.has(name('Ref'))) || dict.has(name('OPI'));
    if (isElsewhere) findings.add({ code: 'external-content', values: {} });
    if (dict.has(name('Alternates'))) findings.add({ code: 'print-differs', values: { page } });
  }
  if (type !== name('Font')) return true;
  const missing = missingFont(document, dict);
  if (missing !== null) findings.list('fonts-missing', missing);
  return word('Subtype') === name('Type3');
}

const irregular: Precaution = { code: 'structure-irregular', values: {} };

function inspectPage(document: PdfDocument, findings: Findings, walk: Walk, number: number): void {
  try {
    const { dict } = readPage(document, number);
    for (const item of document.array(dict.get(name('Annots')))?.asArray() ?? []) {
      const annotation = document.dict(item);
      if (annotation) for (const found of annotationPrecautions(document, annotation, number)) findings.add(found);
    }
    walk.through(...dict.entries().flatMap(([key, value]) => (key === name('Parent') ? [] : [value])));
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    // Of a page that cannot be read as it is written, some readers show what they can.
    findings.add(irregular);
  }
}

/**
 * What of a document can look different in another reader, on paper, or after a later change that nobody signed: none forbids a seal,
 * but whoever seals should know. Looks at the pages that are sealed first, then at the others, as far as the budget goes.
 */
export function findPrecautions(
  document: PdfDocument,
  sealedPages: readonly number[],
  budget: Budget = usualBudget,
): Precaution[] {
  const started = performance.now();
  const { catalog, xref } = document;
  const findings = new Findings();
  const missing = (ref: PDFRef) => findings.add({ code: 'objects-missing', values: { object: ref.objectNumber } });
  let page = sealedPages[0] ?? 1;
  const dictionary = (dict: PDFDict, isStream: boolean) => inspect({ document, findings, page }, dict, isStream);
  const isTimeUp = () => performance.now() - started > budget.milliseconds;
  const walk = new Walk(document, { dictionary, missing }, { objects: budget.objects, isTimeUp });

  const names = document.dict(catalog.get(name('Names')));
  const scripts = names?.get(name('JavaScript'));
  if (scripts !== undefined) findings.list('active-content', 'JavaScript');
  const form = document.dict(catalog.get(name('AcroForm')));
  if (form?.has(name('XFA'))) findings.add({ code: 'xfa-form', values: {} });
  walk.through(catalog.get(name('OpenAction')), catalog.get(name('AA')), form?.get(name('Fields')));
  for (const layer of differingLayers(document)) findings.list('layers-differ', layer);
  const total = pageCount(document);
  const wanted = new Set(sealedPages);
  for (let number = 1; number <= total && wanted.size < budget.pages; number++) wanted.add(number);
  let looked = 0;
  for (const number of wanted) {
    if (walk.isAtLimit) break;
    page = number;
    inspectPage(document, findings, walk, number);
    looked += 1;
  }
  if (xref.sections.some(({ hidden }) => hidden !== undefined)) findings.add({ code: 'sections-hybrid', values: {} });
  const whole = wholeFileIrregularity(document);
  if (whole && whole.irregularity.rule !== 'hybrid/drawn') findings.add(irregular);
  if (looked < total || walk.isAtLimit) findings.add({ code: 'pages-not-looked-at', values: { pages: looked, total } });
  return findings.all;
}
