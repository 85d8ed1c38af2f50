import { ExclamationCircleFilled, InfoCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import type { SealPicture, UnsignedSealPictures } from '../../src-main/contract/index.ts';
import { describeSealPicture } from '../../src-main/words/index.ts';
import { PageCrop } from '../pdf/page-crop.tsx';
import type { PageSource } from '../pdf/page-source.ts';
import { useSpeech } from '../words/index.ts';
import { isMerePicture, pictureKey } from './marks.ts';

const pictureWidthPx = 300;
const aroundMm = 15;
/** The others are in the JSON report. */
const maxShown = 20;

/** What looks like a seal and has no signature behind it: a warning beside the verdict. `found` null: pages are still being searched. */
export function SealPictures({ found, source }: { found: UnsignedSealPictures | null; source: PageSource | null }) {
  const { words } = useSpeech();
  const text = words.verify.sealPictures;
  if (found === null)
    return (
      <p className="quiet" role="status" data-testid="seal-pictures-searching">
        {text.searching}
      </p>
    );
  const { pictures, pagesNotSearched, notSearchedBecause } = found;
  const more = pictures.length - maxShown;
  const notes = [
    more > 0 ? text.more(more) : '',
    pagesNotSearched > 0
      ? text.notSearched(
          pagesNotSearched,
          notSearchedBecause.map((reason) => text.because[reason]),
        )
      : '',
  ];
  return (
    <section className="seal-pictures" data-testid="seal-pictures" data-count={pictures.length}>
      {pictures.length > 0 && (
        <ul role="alert" aria-label={text.title}>
          {pictures.slice(0, maxShown).map((picture, index) => (
            <Picture
              key={`${picture.page} ${picture.leftMm} ${picture.topMm}`}
              number={index + 1}
              picture={picture}
              source={source}
            />
          ))}
        </ul>
      )}
      {notes
        .filter((note) => note !== '')
        .map((note) => (
          <p key={note} className="quiet">
            <InfoCircleOutlined aria-hidden /> {note}
          </p>
        ))}
    </section>
  );
}

function Picture({
  number,
  picture,
  source,
}: {
  /** As its box on the page has it. */
  number: number;
  picture: SealPicture;
  source: PageSource | null;
}) {
  const { language, words } = useSpeech();
  const [isShown, setIsShown] = useState(false);
  const { page, leftMm, topMm, widthMm, heightMm, kind } = picture;
  const place = {
    page,
    leftMm: leftMm - aroundMm,
    topMm: topMm - aroundMm,
    widthMm: widthMm + 2 * aroundMm,
    heightMm: heightMm + 2 * aroundMm,
  };
  const pxPerMm = pictureWidthPx / place.widthMm;
  const outline = {
    left: aroundMm * pxPerMm,
    top: aroundMm * pxPerMm,
    width: widthMm * pxPerMm,
    height: heightMm * pxPerMm,
  };
  return (
    <li
      className="tone-note leads-to-page"
      data-testid="seal-picture"
      data-kind={kind}
      data-key={pictureKey(number - 1)}
      tabIndex={-1}
    >
      <div className="seal-picture-head">
        <span className="line-icon" aria-hidden>
          <ExclamationCircleFilled />
        </span>
        <span>
          {isMerePicture(picture) && (
            <span className="mark-chip mark-chip-picture">? {words.verify.desk.picture(number)}</span>
          )}{' '}
          {describeSealPicture(picture, language)}
        </span>
        <Button
          size="small"
          aria-expanded={isShown}
          disabled={source === null}
          onClick={() => setIsShown(!isShown)}
          data-testid="show-seal-picture"
        >
          {isShown ? words.verify.sealPictures.hide : words.verify.sealPictures.show}
        </Button>
      </div>
      {isShown && source !== null && (
        <PageCrop source={source} place={place} widthPx={pictureWidthPx} label={words.common.page(page)}>
          <span className="seal-picture-outline" style={outline} />
        </PageCrop>
      )}
    </li>
  );
}
