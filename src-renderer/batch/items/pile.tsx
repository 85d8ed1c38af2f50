import { Button } from 'antd';
import { useEffect, useState } from 'react';
import type { Batch, MethodOutput } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { Picture } from '../../parts/picture.tsx';
import { useSpeech } from '../../words/index.ts';
import { isAtWork, isRunning } from '../figures.ts';
import { SealsOnPage } from './page-picture.tsx';

const askEveryMs = 1500;
/** It does not grow while another batch is at work; asked again for no longer than this without growing. */
const mostAskings = 40;

type Pile = MethodOutput<'batch.pile'>;

/** The files over each other as far as they are drawn; asked again while they grow. */
function usePile(id: string, isOpen: boolean): { pile: Pile; isGrowing: boolean } {
  const bridge = useBridge();
  const [pile, setPile] = useState<Pile>(null);
  const [isGrowing, setGrowing] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    let isWanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = mostAskings;
    let files = -1;
    const ask = async () => {
      const found = await bridge.call('batch.pile', { id }).catch(() => null);
      if (!isWanted) return;
      setPile(found);
      left = found !== null && found.files > files ? mostAskings : left - 1;
      files = found?.files ?? -1;
      const isOver = (found !== null && found.files >= found.sampled) || left <= 0;
      setGrowing(!isOver);
      if (!isOver) timer = setTimeout(() => void ask(), found === null ? askEveryMs / 3 : askEveryMs);
    };
    void ask();
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [bridge, id, isOpen]);
  return { pile, isGrowing };
}

const widthPx = 264;

/** All files at the place of the seal in one picture, and the way to ten of them. */
export function PilePanel({ batch, onRandom }: { batch: Batch; onRandom: () => void }) {
  const { words } = useSpeech();
  const text = words.batch.pile;
  const isLooked = batch.state !== 'looking' && batch.lookedAt > 0;
  const { pile, isGrowing } = usePile(batch.id, isLooked && !isAtWork(batch));
  return (
    <aside className="pile" aria-label={text.title}>
      <div className="pile-head">
        <h2>{text.title}</h2>
        <Button size="small" disabled={batch.lookedAt === 0} onClick={onRandom} data-testid="batch-random">
          {text.random}
        </Button>
      </div>
      {pile === null ? (
        <p className="pile-none quiet">
          {isRunning(batch) ? text.later : isLooked && isGrowing ? text.drawing : text.waiting}
        </p>
      ) : (
        <figure data-testid="batch-pile" data-files={pile.files}>
          <div className="pile-sheet" style={{ width: widthPx, height: (widthPx * pile.heightMm) / pile.widthMm }}>
            <PileImage png={pile.png} alt={text.label(pile.files)} />
            <SealsOnPage seals={pile.seals} page={null} pxPerMm={widthPx / pile.widthMm} />
          </div>
          <figcaption>
            {text.caption(pile.files, pile.sampled)}
            <span className="quiet sub-line">{text.hint}</span>
          </figcaption>
        </figure>
      )}
    </aside>
  );
}

function PileImage({ png, alt }: { png: Uint8Array; alt: string }) {
  const [picture, setPicture] = useState<{ content: Uint8Array; mediaType: 'image/png' } | null>(null);
  useEffect(() => setPicture({ content: png, mediaType: 'image/png' }), [png]);
  return picture === null ? null : <Picture picture={picture} alt={alt} className="pile-image" />;
}
