import { differenceOf } from '../../fuzz/oracle.ts';
import { draw, type Reader, readers } from '../../fuzz/readers.ts';

/** Which of two readers that have nothing to do with this program show something else than what was signed. */
export async function fooled(signed: Uint8Array, pdf: Uint8Array): Promise<Reader[]> {
  const [before, after] = [await draw(signed), await draw(pdf)];
  const nobody = { poppler: null, mupdf: null };
  return readers.filter((reader) => {
    const [one, other] = [
      { ...nobody, [reader]: before[reader] },
      { ...nobody, [reader]: after[reader] },
    ];
    return differenceOf(one, other, { kind: 'nothing' }) !== null;
  });
}
