export { comparableText } from './comparable-text.ts';
export { fromNearestCorner } from './corner-place.ts';
export { impressionsOf, type PlacedDocument } from './impressions.ts';
export { findKeyword, type KeywordHit } from './keyword-search.ts';
export { parsePageRange } from './page-range.ts';
