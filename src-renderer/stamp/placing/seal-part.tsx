import type { Slice } from '../../../src-main/contract/index.ts';
import { Artwork } from '../../parts/artwork.tsx';

/** The picture of a seal, or the slice of it, over all of what it stands in: the whole behind a smaller window, so that slices join. */
export function SealPart({ sealId, slice }: { sealId: string; slice: Slice | null }) {
  const { left, top, right, bottom } = slice ?? { left: 0, top: 0, right: 1, bottom: 1 };
  const [width, height] = [right - left, bottom - top];
  const percent = (fraction: number) => `${fraction * 100}%`;
  return (
    <span className="seal-part">
      <Artwork
        sealId={sealId}
        alt=""
        className="seal-part-whole"
        style={{
          left: percent(-left / width),
          top: percent(-top / height),
          width: percent(1 / width),
          height: percent(1 / height),
        }}
      />
    </span>
  );
}
