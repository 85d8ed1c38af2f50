export { fromNearestCorner } from './corner-place.ts';
export { impressionsOf, type PlacedDocument } from './impressions.ts';
export { parsePageRange } from './page-range.ts';
