export { type ClosingPage, suggestPlaces } from './closing-place.ts';
export { comparableText } from './comparable-text.ts';
export { impressionsOf, type PlacedDocument, type PlacedSeal } from './impressions.ts';
export { findKeyword, type KeywordHit } from './keyword-search.ts';
export { parsePageRange } from './page-range.ts';
export { isOfPrint, type WrittenLine, writtenLines } from './written-lines.ts';
