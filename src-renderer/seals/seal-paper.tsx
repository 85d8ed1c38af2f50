import { registerStateOf, type SealWithState } from '../../src-main/contract/index.ts';
import { sealLifeWords } from '../../src-main/words/index.ts';
import { Artwork } from '../parts/artwork.tsx';
import { useSpeech } from '../words/index.ts';

/** Pixels of the longer side in the list. */
const smallSidePx = 52;

/** The impression, at true size or small; one that is out of use is grey, with the word for it across. */
export function SealPaper({ seal, size }: { seal: SealWithState; size: 'true' | 'small' }) {
  const { language } = useSpeech();
  const { id, name, widthMm, heightMm } = seal;
  const registered = registerStateOf(seal);
  const pxPerMm = smallSidePx / Math.max(widthMm, heightMm);
  const style =
    size === 'true'
      ? { width: `${widthMm}mm`, height: `${heightMm}mm` }
      : { width: widthMm * pxPerMm, height: heightMm * pxPerMm };
  return (
    <div className={`seal-paper seal-paper-${size}`} data-register={registered}>
      <Artwork sealId={id} alt={name} style={style} />
      {registered !== 'active' && (
        <span className="seal-across" aria-hidden>
          {sealLifeWords[language].registerStates[registered]}
        </span>
      )}
    </div>
  );
}
