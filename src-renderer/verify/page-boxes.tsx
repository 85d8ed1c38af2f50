import type { Language } from '../../src-main/contract/index.ts';
import { describeChange, describeSealPicture } from '../../src-main/words/index.ts';
import { useSpeech, type Words } from '../words/index.ts';
import type { AnyMark } from './marks.ts';

/** Boxes of one page beyond these would hide it. */
const mostBoxes = 60;
/** Around what is boxed, so that the line hides nothing of it. Millimetres. */
const marginMm = 1;

/** What a box is called, whole and short, and how grave it is. */
function wordsOf(mark: AnyMark, language: Language, words: Words): { said: string; label: string; tone: string } {
  const text = words.verify.desk;
  if (mark.kind === 'picture') {
    const label = text.picture(mark.number);
    return { said: `${label}: ${describeSealPicture(mark.picture, language)}`, label: `? ${label}`, tone: 'unsigned' };
  }
  if (mark.kind === 'change') {
    const { change, number } = mark;
    const isRefused = change.allowedBy === null || change.coversContent;
    return {
      said: text.changeBox(number, describeChange(change, language)),
      label: `▲ ${text.change(number)}`,
      tone: isRefused ? 'refused' : 'allowed',
    };
  }
  const { signature, number } = mark;
  return {
    said: text.sealBox(number, signature.signerName, words.verdicts[signature.verdict]),
    label: text.seal(number),
    tone: signature.verdict,
  };
}

/** The signatures, changes and mere pictures of one page, boxed: a button each, which leads to its card. */
export function PageBoxes({
  marks,
  pxPerMm,
  selected,
  onSelect,
}: {
  marks: readonly AnyMark[];
  pxPerMm: number;
  selected: string | null;
  onSelect: (mark: AnyMark) => void;
}) {
  const { language, words } = useSpeech();
  const text = words.verify.desk;
  const more = marks.length - mostBoxes;
  return (
    <div className="page-boxes">
      {marks.slice(0, mostBoxes).map((mark, index) => {
        const { said, label, tone } = wordsOf(mark, language, words);
        const box =
          mark.rect === null
            ? { left: 2, top: 2, right: 2, bottom: 2 }
            : {
                left: (mark.rect.leftMm - marginMm) * pxPerMm,
                top: (mark.rect.topMm - marginMm) * pxPerMm,
                width: (mark.rect.widthMm + 2 * marginMm) * pxPerMm,
                height: (mark.rect.heightMm + 2 * marginMm) * pxPerMm,
              };
        return (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: one signature may have several pictures on a page, in the report's order
            key={`${mark.key} ${index}`}
            type="button"
            className={`page-box page-box-${mark.kind} page-box-${tone}${mark.rect === null ? ' page-box-whole' : ''}`}
            style={box}
            aria-label={said}
            aria-pressed={mark.key === selected}
            title={said}
            data-testid={`box-${mark.key}`}
            onClick={() => onSelect(mark)}
          >
            <span className="page-box-label" aria-hidden>
              {label}
            </span>
          </button>
        );
      })}
      {more > 0 && <p className="page-boxes-more">{text.moreOnPage(more)}</p>}
    </div>
  );
}
