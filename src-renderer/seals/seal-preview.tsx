import { Alert } from 'antd';
import { useEffect, useState } from 'react';
import { type SealDesign, type SealLegibility, sealSizeOf } from '../../src-main/contract/index.ts';
import { describeLegibility } from '../../src-main/words/index.ts';
import { useBridge } from '../bridge.ts';
import { formatSize } from '../format/measures.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useSpeech } from '../words/index.ts';

/** Milliseconds without typing before the impression is drawn anew. */
const settleMs = 150;

interface Impression {
  address: string;
  widthMm: number;
  heightMm: number;
  legibility: SealLegibility;
}

/**
 * The impression as it would be made, at true size, and whether its text can be read. `lacking` says what is missing
 * while there is no design; `onDrawn`, whether it can be drawn.
 */
export function SealPreview({
  design,
  lacking,
  onDrawn,
}: {
  design: SealDesign | null;
  lacking: string;
  onDrawn: (canBeDrawn: boolean) => void;
}) {
  const bridge = useBridge();
  const { language, words } = useSpeech();
  const [impression, setImpression] = useState<Impression | null>(null);
  const [error, setError] = useState<unknown>(null);
  const key = JSON.stringify(design);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the design is made anew at every keystroke; its content is the key
  useEffect(() => {
    if (design === null) {
      setImpression(null);
      setError(null);
      onDrawn(true);
      return;
    }
    let current = true;
    const timer = setTimeout(async () => {
      try {
        const { svg, legibility } = await bridge.call('seals.preview', design);
        if (!current) return;
        const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
        setImpression({ address, legibility, ...sealSizeOf(design) });
        setError(null);
        onDrawn(true);
      } catch (thrown) {
        if (!current) return;
        setImpression(null);
        setError(thrown);
        onDrawn(false);
      }
    }, settleMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [bridge, key, onDrawn]);
  useEffect(() => () => (impression === null ? undefined : URL.revokeObjectURL(impression.address)), [impression]);

  const unreadable = impression === null ? null : describeLegibility(impression.legibility, language);
  return (
    <section className="seal-preview" aria-label={words.seals.preview} data-testid="seal-preview">
      <div className="seal-paper">
        {impression === null ? (
          design === null && <span className="quiet">{lacking}</span>
        ) : (
          <img
            src={impression.address}
            alt={words.seals.preview}
            style={{ width: `${impression.widthMm}mm`, height: `${impression.heightMm}mm` }}
          />
        )}
      </div>
      <p className="quiet">
        {impression !== null && `${formatSize(impression.widthMm, impression.heightMm)} · `}
        {words.seals.trueSize}
      </p>
      {unreadable !== null && <Alert type="warning" showIcon title={unreadable} data-testid="hard-to-read" />}
      {error !== null && <ErrorPanel error={error} />}
    </section>
  );
}
