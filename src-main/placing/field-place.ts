import { AppError, type DisplayedSize, type Impression } from '../contract/index.ts';
import type { SignatureFieldFacts } from '../pdf/index.ts';

/** Nobody reads what is written on a seal below this. */
const leastMm = 5;

/** The index that #N names among the empty fields. */
function numberOf(asked: string): number | null {
  const number = /^#([1-9]\d{0,5})$/.exec(asked)?.[1];
  return number === undefined ? null : Number(number) - 1;
}

const listed = (fields: readonly SignatureFieldFacts[]) => fields.map(({ name }) => name).join(' · ');

/**
 * The field that is meant: by its name; #N, the N-th empty one; auto, the only empty one. Whoever made the file names its fields: one that is called
 * like another way to choose is not taken for what that would choose.
 * @throws AppError FIELD_NOT_FOUND, FIELD_SIGNED, FIELD_AMBIGUOUS
 */
export function chooseField(asked: string, fields: readonly SignatureFieldFacts[]): SignatureFieldFacts {
  const empty = fields.filter(({ isSigned }) => !isSigned);
  const named = empty.find(({ name }) => name === asked);
  if (named) {
    const counted = asked === 'auto' ? empty : empty.slice(numberOf(asked) ?? empty.length).slice(0, 1);
    const meant = [...new Set([named, ...counted])];
    if (meant.length > 1) throw new AppError('FIELD_AMBIGUOUS', { names: listed(meant) });
    return named;
  }
  if (fields.some(({ name }) => name === asked)) throw new AppError('FIELD_SIGNED', { field: asked });
  if (asked === 'auto') {
    const usable = empty.filter(({ trouble }) => trouble === null);
    const [only = empty[0], another] = usable;
    if (another) throw new AppError('FIELD_AMBIGUOUS', { names: listed(usable) });
    if (only) return only;
  }
  const index = numberOf(asked);
  const counted = index === null ? undefined : empty[index];
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
