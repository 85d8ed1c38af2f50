import type { Seal } from '../../../src-main/contract/index.ts';
import { useSpeech } from '../../words/index.ts';
import type { Impressed } from './placements.ts';
import { pagesInWords } from './rules.ts';

/** The placed seals, to go to one of them; also to one that stands on no page because its rule needs correction. */
export function PlacedList({
  placements,
  selectedKey,
  sealById,
  onShow,
}: {
  placements: readonly Impressed[];
  selectedKey: number | undefined;
  sealById: (id: string) => Seal | undefined;
  onShow: (placed: Impressed) => void;
}) {
  const { words } = useSpeech();
  // One by itself needs no choosing.
  if (placements.length < 2) return null;
  return (
    <ul className="placed-list" aria-label={words.placing.list}>
      {placements.map((placed, index) => {
        const { key, sealId, placing, impressions, error } = placed;
        const pages = words.placing.onPages(pagesInWords(impressions.map(({ page }) => page)));
        return (
          <li key={key}>
            <button
              type="button"
              aria-pressed={key === selectedKey}
              data-testid={`placed-${index}`}
              onClick={() => onShow(placed)}
            >
              <span>
                {sealById(sealId)?.name}
                {placing.rule !== 'here' && ` · ${words.placing.rules[placing.rule]}`}
              </span>
              {error !== null ? (
                <span className="placing-wrong">✕ {words.placing.invalid}</span>
              ) : (
                <span className="quiet placed-pages">{impressions.length > 0 && pages}</span>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
