import { AppError, type DisplayedSize, type Impression } from '../contract/index.ts';
import type { SignatureFieldFacts } from '../pdf/index.ts';

/** Nobody reads what is written on a seal below this. */
const leastMm = 5;

/**
 * The field that is meant: by its name, which counts even where it looks like one of the others; #N, the N-th empty one; auto, the only empty one.
 * @throws AppError FIELD_NOT_FOUND, FIELD_SIGNED, FIELD_AMBIGUOUS
 */
export function chooseField(asked: string, fields: readonly SignatureFieldFacts[]): SignatureFieldFacts {
  const empty = fields.filter(({ isSigned }) => !isSigned);
  const named = empty.find(({ name }) => name === asked);
  if (named) return named;
  if (fields.some(({ name }) => name === asked)) throw new AppError('FIELD_SIGNED', { field: asked });
  if (asked === 'auto') {
    const usable = empty.filter(({ trouble }) => trouble === null);
    const [only = empty[0], another] = usable;
    if (another) throw new AppError('FIELD_AMBIGUOUS', { names: usable.map(({ name }) => name).join(' · ') });
    if (only) return only;
  }
  const number = /^#([1-9]\d{0,5})$/.exec(asked)?.[1];
  const counted = number === undefined ? undefined : empty[Number(number) - 1];
  if (!counted) throw new AppError('FIELD_NOT_FOUND', { field: asked, count: empty.length });
  return counted;
}

/**
 * A seal in the middle of a field: in its true size, or smaller where the field is, since what is larger than the field no reader would show.
 * @throws AppError as `chooseField`, FIELD_UNSUITABLE
 */
export function inField(asked: string, fields: readonly SignatureFieldFacts[], seal: DisplayedSize): Impression {
  const { name, page, area, trouble } = chooseField(asked, fields);
  if (trouble !== null) throw new AppError('FIELD_UNSUITABLE', { field: name, reason: trouble });
  if (page === null || area === null)
    throw new AppError('FIELD_UNSUITABLE', { field: name, reason: 'field/invisible' });
  const scale = Math.min(1, area.widthMm / seal.widthMm, area.heightMm / seal.heightMm);
  const [widthMm, heightMm] = [seal.widthMm * scale, seal.heightMm * scale];
  if (Math.min(widthMm, heightMm) < leastMm) {
    throw new AppError('FIELD_UNSUITABLE', { field: name, reason: 'field/too-small' });
  }
  const [xMm, yMm] = [area.leftMm + area.widthMm / 2, area.topMm + area.heightMm / 2];
  return { page, xMm, yMm, widthMm, heightMm, slice: null, field: name };
}
