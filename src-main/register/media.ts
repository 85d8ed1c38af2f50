import type { SealArtwork } from '../contract/index.ts';
import { type Artwork, artworkOfPicture, artworkToSvg, type SealPicture } from '../seal/index.ts';

/** Artwork as a window shows it. */
export function mediaOf(artwork: Artwork): SealArtwork {
  if (artwork.kind === 'image') return { mediaType: 'image/png', content: artwork.png };
  return { mediaType: 'image/svg+xml', content: new TextEncoder().encode(artworkToSvg(artwork)) };
}

/** The picture in a seal of GB/T 38540; null for kinds of pictures that are not drawn here. */
export function mediaOfPicture(picture: SealPicture): SealArtwork | null {
  // As a window shows it by itself.
  if (Buffer.from(picture.data.subarray(0, 3)).toString('hex') === 'ffd8ff') {
    return { mediaType: 'image/jpeg', content: picture.data };
  }
  try {
    return mediaOf(artworkOfPicture(picture));
  } catch {
    return null;
  }
}
