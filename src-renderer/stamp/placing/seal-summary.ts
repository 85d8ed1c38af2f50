import type { Impression } from '../../../src-main/contract/index.ts';
import type { Words } from '../../words/index.ts';
import { pagesInWords } from './rules.ts';

/** What is to be seen of a seal, in words: `骑缝 12 页 · 3 处，第 1-3 页`. */
export function impressionsInWords(impressions: readonly Impression[], words: Words): string {
  const sliced = impressions.filter(({ slice }) => slice !== null);
  const whole = impressions.filter(({ slice }) => slice === null);
  const pages = words.placing.onPages(pagesInWords(whole.map(({ page }) => page)));
  return [
    whole.length === 0 ? '' : whole.length === 1 ? pages : `${words.placing.countPlaces(whole.length)} (${pages})`,
    sliced.length === 0 ? '' : `${words.placing.rules.paging} ${words.placing.countPages(sliced.length)}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
