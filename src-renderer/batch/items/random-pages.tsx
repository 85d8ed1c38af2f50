import { Button } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import type { BatchItem } from '../../../src-main/contract/index.ts';
import { useBridge } from '../../bridge.ts';
import { SidePanel } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useSpeech } from '../../words/index.ts';
import { OddityChip } from '../state-word.tsx';
import { PagePicture } from './page-picture.tsx';

const count = 10;
const widthPx = 190;

/** Ten files at random, each with its seal: what nobody would look for is found like this. */
export function RandomPages({
  id,
  password,
  onOpen,
  onClose,
}: {
  id: string;
  password: string | undefined;
  onOpen: (item: BatchItem) => void;
  onClose: () => void;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.batch.pile;
  const [items, setItems] = useState<readonly BatchItem[]>([]);
  const [error, setError] = useState<unknown>(null);
  const draw = useCallback(() => {
    setError(null);
    bridge.call('batch.items', { id, random: count }).then((found) => setItems(found.items), setError);
  }, [bridge, id]);
  useEffect(draw, [draw]);
  return (
    <SidePanel
      open
      size="min(1080px, 92vw)"
      title={text.randomTitle}
      extra={
        <Button onClick={draw} data-testid="random-again">
          {text.again}
        </Button>
      }
      onClose={onClose}
    >
      {error !== null && <ErrorPanel error={error} />}
      <ul className="random-pages" data-testid="random-pages">
        {items.map((item) => (
          <li key={item.index}>
            <button type="button" onClick={() => onOpen(item)} data-testid="random-page">
              {item.look === null ? (
                <span className="page-picture-none quiet" style={{ width: widthPx }}>
                  {words.batch.panel.noPicture}
                </span>
              ) : (
                <PagePicture
                  path={item.path}
                  password={password}
                  look={item.look}
                  page={item.look.page}
                  widthPx={widthPx}
                  label={item.name}
                />
              )}
              <span className="random-name">{item.name}</span>
              {item.oddities.map((oddity) => (
                <OddityChip key={oddity} oddity={oddity} />
              ))}
            </button>
          </li>
        ))}
      </ul>
    </SidePanel>
  );
}
