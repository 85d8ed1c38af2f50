import { useEffect } from 'react';
import type { HistoryRow } from '../../../src-main/contract/index.ts';
import { useOpenDocument } from '../../pdf/open-document.ts';
import { PageCrop } from '../../pdf/page-crop.tsx';
import { useSpeech } from '../../words/index.ts';
import type { LookedAt } from './use-recorded-files.ts';

/** Millimetres of the page that the picture shows: the seal, and what is written around it. */
const shownWidthMm = 110;
const shownHeightMm = 70;
const pictureWidthPx = 396;

/** The place that was stamped, from the stamped file: only where that is still what was made. */
export function StampedPlace({ row, looked }: { row: HistoryRow; looked: LookedAt }) {
  const { words } = useSpeech();
  const text = words.history.picture;
  const { state, open } = useOpenDocument();
  const isSame = looked.kind === 'done' && looked.files.stamped?.state === 'same';
  useEffect(() => {
    if (isSame) void open(row.outputPath);
  }, [isSame, open, row.outputPath]);

  const said = () => {
    if (row.sha256After === null) return text.noFile;
    if (looked.kind === 'looking') return words.history.files.looking;
    if (!isSame) return text.changed;
    if (state.kind === 'password') return text.password;
    if (state.kind === 'failed' || (state.kind === 'open' && state.view.previewError !== null)) return text.failed;
    return words.common.loading;
  };
  const source = state.kind === 'open' ? (state.view.preview?.source ?? null) : null;
  return (
    <figure className="stamped-place" data-shown={source !== null && isSame} data-testid="stamped-place">
      {source !== null && isSame ? (
        <PageCrop
          source={source}
          place={{
            page: row.page,
            leftMm: row.xMm - shownWidthMm / 2,
            topMm: row.yMm - shownHeightMm / 2,
            widthMm: shownWidthMm,
            heightMm: shownHeightMm,
          }}
          widthPx={pictureWidthPx}
          label={text.label(row.page)}
        />
      ) : (
        <p className="quiet stamped-nothing">{said()}</p>
      )}
    </figure>
  );
}
