/** A picture as bytes of red, green and blue, and of opacity where there are four channels; rows from the top. */
export interface DecodedPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Uint8Array;
  readonly channels: 3 | 4;
}
