export { impressionsOf, type PlacedDocument } from './impressions.ts';
export { findKeyword, type KeywordHit } from './keyword-search.ts';
export { parsePageRange } from './page-range.ts';
