import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { BatchLook, Bridge } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { openSource } from '../../pdf/open-source.ts';
import { SealPart } from '../../stamp/placing/seal-part.tsx';
import { useSpeech } from '../../words/index.ts';

/** Each opens a worker of its own for a moment. */
const atOnce = 2;
const lanes: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve());
let lastLane = 0;

/** One after the other in each lane; what is not wanted any more when its turn comes is left. */
function inTurn(work: () => Promise<void>): Promise<void> {
  lastLane = (lastLane + 1) % atOnce;
  const done = (lanes[lastLane] ?? Promise.resolve()).then(work);
  lanes[lastLane] = done.catch(() => undefined);
  return done;
}

interface WantedPicture {
  readonly path: string;
  readonly password: string | undefined;
  readonly page: number;
  readonly widthPx: number;
}

/** Draws a page, and closes the document again. @throws what opening and drawing throw */
async function drawPage(
  bridge: Bridge,
  { path, password, page, widthPx }: WantedPicture,
): Promise<{ canvas: HTMLCanvasElement; widthMm: number; heightMm: number }> {
  const opened = await bridge.call('documents.open', { path, password });
  try {
    const { source, close } = await openSource(bridge, opened, password);
    try {
      const { widthMm, heightMm } = await source.size(page);
      const pxPerMm = (widthPx * window.devicePixelRatio) / widthMm;
      const canvas = document.createElement('canvas');
      canvas.width = Math.max(1, Math.round(widthMm * pxPerMm));
      canvas.height = Math.max(1, Math.round(heightMm * pxPerMm));
      await source.paint(page, { canvas, pxPerMm }).done;
      return { canvas, widthMm, heightMm };
    } finally {
      close();
    }
  } finally {
    bridge.call('documents.close', { documentId: opened.documentId }).catch(() => undefined);
  }
}

/** A page of a file as it is, with the seals that go on it. */
export function PagePicture({
  path,
  password,
  look,
  page,
  widthPx,
  label,
}: {
  path: string;
  password: string | undefined;
  look: BatchLook;
  page: number;
  widthPx: number;
  label: string;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const holder = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState(page === look.page ? { widthMm: look.widthMm, heightMm: look.heightMm } : null);
  const [state, setState] = useState<'drawing' | 'drawn' | 'failed'>('drawing');

  useEffect(() => {
    let isWanted = true;
    setState('drawing');
    const draw = async () => {
      if (!isWanted) return;
      const { canvas, widthMm, heightMm } = await drawPage(bridge, { path, password, page, widthPx });
      if (!isWanted) return;
      setSize({ widthMm, heightMm });
      holder.current?.replaceChildren(canvas);
      setState('drawn');
    };
    inTurn(draw).catch(() => isWanted && setState('failed'));
    return () => {
      isWanted = false;
    };
  }, [bridge, path, password, page, widthPx]);

  const heightPx = size === null ? widthPx * Math.SQRT2 : (widthPx * size.heightMm) / size.widthMm;
  return (
    <div className="page-picture" style={{ width: widthPx, height: heightPx }} role="img" aria-label={label}>
      <div ref={holder} className="page-picture-canvas" data-state={state} />
      {state === 'failed' && <p className="page-picture-failed">{words.batch.panel.noPicture}</p>}
      {size !== null && <SealsOnPage seals={look.seals} page={page} pxPerMm={widthPx / size.widthMm} />}
    </div>
  );
}

/** The seals of a page at their places, like ink. */
export function SealsOnPage({
  seals,
  page,
  pxPerMm,
}: {
  seals: BatchLook['seals'];
  /** Null: all of them are on the page. */
  page: number | null;
  pxPerMm: number;
}): ReactNode {
  return seals.flatMap(({ sealId, impressions }) =>
    impressions
      .filter((one) => page === null || one.page === page)
      .map(({ page: on, xMm, yMm, widthMm, heightMm, slice }) => (
        <span
          key={`${sealId} ${on} ${xMm} ${yMm}`}
          className="crop-artwork"
          data-testid="picture-seal"
          style={{
            left: (xMm - widthMm / 2) * pxPerMm,
            top: (yMm - heightMm / 2) * pxPerMm,
            width: widthMm * pxPerMm,
            height: heightMm * pxPerMm,
          }}
        >
          <SealPart sealId={sealId} slice={slice} />
        </span>
      )),
  );
}
