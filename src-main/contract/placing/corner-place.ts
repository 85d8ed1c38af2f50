import type { Corner, CornerPlace } from './placing.ts';

/** Of a page as displayed, millimetres. */
export interface DisplayedSize {
  readonly widthMm: number;
  readonly heightMm: number;
}

interface Point {
  readonly xMm: number;
  readonly yMm: number;
}

/** A place whose corner is known. */
export type KeptPlace = CornerPlace & { readonly corner: Corner };

const isRight = (corner: Corner) => corner.endsWith('right');
const isBottom = (corner: Corner) => corner.startsWith('bottom');

/** A place measured from the nearest corner of its page, so that it is kept on pages of another size. */
export function fromNearestCorner({ xMm, yMm }: Point, { widthMm, heightMm }: DisplayedSize): KeptPlace {
  const right = xMm > widthMm / 2;
  const bottom = yMm > heightMm / 2;
  return {
    corner: `${bottom ? 'bottom' : 'top'}-${right ? 'right' : 'left'}`,
    acrossMm: right ? widthMm - xMm : xMm,
    downMm: bottom ? heightMm - yMm : yMm,
  };
}

/** The reverse of `fromNearestCorner`, on any page: millimetres from its top-left corner. */
export function fromTopLeft({ corner, acrossMm, downMm }: KeptPlace, { widthMm, heightMm }: DisplayedSize): Point {
  return {
    xMm: isRight(corner) ? widthMm - acrossMm : acrossMm,
    yMm: isBottom(corner) ? heightMm - downMm : downMm,
  };
}
