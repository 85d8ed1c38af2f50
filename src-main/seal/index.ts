export { type Artwork, artworkToSvg, type ImageArtwork, type VectorArtwork } from './artwork.ts';
export { drawJudgedSeal, drawSeal } from './draw-seal.ts';
export { type ImpressionPng, readImpressionPng } from './impression-png.ts';
export { openSealLibrary, type SealLibrary, type StandardSeal } from './library.ts';
export { proofMark } from './marks/proof-mark.ts';
export { artworkOfPicture, pictureOfArtwork, type SealPicture } from './standard-picture.ts';
export { watchSeals } from './watch-seals.ts';
