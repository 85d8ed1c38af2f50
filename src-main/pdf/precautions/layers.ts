import { PDFArray, type PDFDict, PDFName, PDFNumber, type PDFObject } from 'pdf-lib';
import { type PdfDocument, textOf } from '../file/document.ts';

const name = (text: string) => PDFName.of(text);
const maxLayers = 1_000;

/** The state that a layer's usage asks for at some occasion: ON, OFF, or none (ISO 32000-2, Table 100). */
function usageStates(document: PdfDocument, layer: PDFDict): { states: string[]; hasZoom: boolean } {
  const usage = document.dict(layer.get(name('Usage')));
  const states = ['View', 'Print', 'Export'].flatMap((occasion) => {
    const state = document.resolve(document.dict(usage?.get(name(occasion)))?.get(name(`${occasion}State`)));
    return state instanceof PDFName ? [state.decodeText()] : [];
  });
  const zoom = document.dict(usage?.get(name('Zoom')));
  const least = document.resolve(zoom?.get(name('min')));
  const hasZoom = zoom?.has(name('max')) === true || (least instanceof PDFNumber && least.asNumber() > 0);
  return { states, hasZoom };
}

/**
 * The names of the layers (optional content groups, ISO 32000-2, 8.11) that are not shown at all times: hidden at first, or shown on
 * paper and not on the screen, or at some magnifications only. Readers that know no layers show them all.
 */
export function differingLayers(document: PdfDocument): string[] {
  const properties = document.dict(document.catalog.get(name('OCProperties')));
  const groups = document.array(properties?.get(name('OCGs')))?.asArray() ?? [];
  const configuration = document.dict(properties?.get(name('D')));
  const listed = (key: string) => {
    const array = document.resolve(configuration?.get(name(key)));
    return new Set<PDFObject>(array instanceof PDFArray ? array.asArray() : []);
  };
  const [on, off] = [listed('ON'), listed('OFF')];
  const base = document.resolve(configuration?.get(name('BaseState')));
  const isShownAtFirst = (group: PDFObject) =>
    base === name('OFF') || base === name('Unchanged') ? on.has(group) && !off.has(group) : !off.has(group);
  return groups.slice(0, maxLayers).flatMap((group) => {
    const layer = document.dict(group);
    if (!layer) return [];
    const { states, hasZoom } = usageStates(document, layer);
    const differs = !isShownAtFirst(group) || states.includes('OFF') || hasZoom;
    return differs ? [textOf(document.resolve(layer.get(name('Name'))))] : [];
  });
}

/** Whether a membership dictionary (ISO 32000-2, 8.11.2.2) shows something where a layer is hidden. */
export function isShownWhenHidden(document: PdfDocument, dict: PDFDict): boolean {
  const policy = document.resolve(dict.get(name('P')));
  return dict.has(name('VE')) || policy === name('AllOff') || policy === name('AnyOff');
}
