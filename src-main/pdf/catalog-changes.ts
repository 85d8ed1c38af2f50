import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import { type Comparison, isDictionary, nameText } from './comparison.ts';
import { judgeForm } from './form-changes.ts';
import { judgeStore } from './security-store-changes.ts';

/** What changed in the catalog: the form and the security store have rules of their own, outlines, names, actions and layers have none. */
export function judgeCatalog(comparison: Comparison, before: PDFObject, after: PDFObject): void {
  const { signed, current } = comparison;
  const { objectNumber } = signed.catalogRef;
  if (!isDictionary(before) || !isDictionary(after)) {
    comparison.report('structure-changed', objectNumber);
    return;
  }
  const keys = comparison.changedKeys(before, after);
  for (const key of keys) {
    const [old, now] = [before.get(PDFName.of(key)), after.get(PDFName.of(key))];
    if (key === 'AcroForm') judgeMovedForm(comparison, objectNumber, old, now);
    else if (key === 'DSS') judgeStore(comparison, objectNumber, old, now);
    else if (key === 'Extensions') judgeExtensions(comparison, objectNumber, old, now);
    else if (key === 'Version' && isVersion(now)) {
      // Stores need 1.7 at least (ETSI EN 319 142-1, 5.6).
      comparison.report(keys.includes('DSS') ? 'security-store-added' : 'metadata-changed', objectNumber);
    } else if (key === 'Metadata' && isMetadata(comparison, now)) comparison.report('metadata-changed', objectNumber);
    else if (key === 'Pages') comparison.report('page-reordered', objectNumber);
    else comparison.report('structure-changed', objectNumber);
  }

  function judgeMovedForm(
    comparison: Comparison,
    holder: number,
    old: PDFObject | undefined,
    now: PDFObject | undefined,
  ): void {
    const form = signed.dict(old) ?? PDFDict.withContext(signed.catalog.context);
    if (!comparison.isInPlace(old, now)) comparison.report('form-structure-changed', holder);
    else judgeForm(comparison, holder, form, current.resolve(now));
  }
}

const isVersion = (object: PDFObject | undefined) =>
  object instanceof PDFName && /^(?:1\.[0-7]|2\.0)$/.test(object.decodeText());

/** What describes the file and shows nothing (ISO 32000-2, 14.3.2). */
function isMetadata({ current }: Comparison, object: PDFObject | undefined): boolean {
  if (!(object instanceof PDFRef)) return false;
  const stream = current.load(object);
  return (
    stream?.dataOffset != null &&
    nameText(current.resolve(current.dict(object)?.get(PDFName.of('Type')))) === 'Metadata'
  );
}

/**
 * Files before PDF 2.0 say which extensions they use (ISO 32000-2, 7.12), as those of a security store (ETSI EN 319 142-1, 5.6). They show
 * nothing; what was said stays.
 */
export function judgeExtensions(
  comparison: Comparison,
  objectNumber: number,
  before: PDFObject | undefined,
  after: PDFObject | undefined,
): void {
  const { signed, current } = comparison;
  const extensions = current.dict(after);
  const isKept =
    signed
      .dict(before)
      ?.keys()
      .every((key) => extensions?.has(key)) ?? true;
  const isScalar = (object: PDFObject | undefined) => !(object instanceof PDFDict) && !(object instanceof PDFArray);
  const isPlain = extensions?.values().every((extension) => {
    const each = current.array(extension)?.asArray() ?? [extension];
    return each.every((one) => {
      const values = current.dict(one)?.values();
      return values?.every((value) => isScalar(current.resolve(value))) ?? isScalar(current.resolve(one));
    });
  });
  const isSound = extensions !== undefined && isKept && isPlain === true && comparison.isInPlace(before, after);
  comparison.report(isSound ? 'security-store-added' : 'structure-changed', objectNumber);
}
