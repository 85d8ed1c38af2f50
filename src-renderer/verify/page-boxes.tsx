import { describeChange } from '../../src-main/words/index.ts';
import { useSpeech } from '../words/index.ts';
import type { ChangeMark, SealMark } from './marks.ts';

/** Boxes of one page beyond these would hide it. */
const mostBoxes = 60;
/** Around what is boxed, so that the line hides nothing of it. Millimetres. */
const marginMm = 1;

/** The signatures and changes of one page, boxed: a button each, which leads to its card. */
export function PageBoxes({
  marks,
  pxPerMm,
  selected,
  onSelect,
}: {
  marks: readonly (SealMark | ChangeMark)[];
  pxPerMm: number;
  selected: string | null;
  onSelect: (mark: SealMark | ChangeMark) => void;
}) {
  const { language, words } = useSpeech();
  const text = words.verify.desk;
  const more = marks.length - mostBoxes;
  return (
    <div className="page-boxes">
      {marks.slice(0, mostBoxes).map((mark, index) => {
        const said =
          mark.kind === 'seal'
            ? text.sealBox(mark.number, mark.signature.signerName, words.verdicts[mark.signature.verdict])
            : text.changeBox(mark.number, describeChange(mark.change, language));
        const tone =
          mark.kind === 'seal'
            ? mark.signature.verdict
            : mark.change.allowedBy === null || mark.change.coversContent
              ? 'refused'
              : 'allowed';
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
              {mark.kind === 'seal' ? text.seal(mark.number) : `▲ ${text.change(mark.number)}`}
            </span>
          </button>
        );
      })}
      {more > 0 && <p className="page-boxes-more">{text.moreOnPage(more)}</p>}
    </div>
  );
}
