import type { Box, Page } from './pages.ts';

const pointsPerMm = 72 / 25.4;

/** Size of the page as displayed: CropBox, /Rotate and /UserUnit applied. Millimetres. */
export function displayedSize(page: Page): { widthMm: number; heightMm: number } {
  const scale = page.userUnit / pointsPerMm;
  const width = (page.cropBox[2] - page.cropBox[0]) * scale;
  const height = (page.cropBox[3] - page.cropBox[1]) * scale;
  return page.rotate % 180 === 0 ? { widthMm: width, heightMm: height } : { widthMm: height, heightMm: width };
}

/** How many user space units of this page are one millimetre on paper. */
export function unitsPerMm(page: Page): number {
  return pointsPerMm / page.userUnit;
}

/**
 * A point given in millimetres from the top-left corner of the page as displayed, in the page's user space. /Rotate turns the
 * page clockwise for display (ISO 32000-2, Table 31), so that corner is another corner of the CropBox for each rotation.
 */
function toUserSpace(page: Page, xMm: number, yMm: number): { x: number; y: number } {
  const [left, bottom, right, top] = page.cropBox;
  const across = xMm * unitsPerMm(page);
  const down = yMm * unitsPerMm(page);
  switch (page.rotate) {
    case 0:
      return { x: left + across, y: top - down };
    case 90:
      return { x: left + down, y: bottom + across };
    case 180:
      return { x: right - across, y: bottom + down };
    case 270:
      return { x: right - down, y: top - across };
  }
}

/** The reverse of `toUserSpace`. */
export function toDisplayed(page: Page, x: number, y: number): { xMm: number; yMm: number } {
  const [left, bottom, right, top] = page.cropBox;
  const unit = unitsPerMm(page);
  switch (page.rotate) {
    case 0:
      return { xMm: (x - left) / unit, yMm: (top - y) / unit };
    case 90:
      return { xMm: (y - bottom) / unit, yMm: (x - left) / unit };
    case 180:
      return { xMm: (right - x) / unit, yMm: (y - bottom) / unit };
    case 270:
      return { xMm: (top - y) / unit, yMm: (right - x) / unit };
  }
}

/** A seal on the page as displayed: centre and size in millimetres. */
export interface DisplayedArea {
  xMm: number;
  yMm: number;
  widthMm: number;
  heightMm: number;
}

/** Rounding between the window's pixels and millimetres must not throw a seal off the page. */
const edgeToleranceMm = 0.05;

/** Whether the area lies inside the displayed page. */
export function isOnPage(page: Page, area: DisplayedArea): boolean {
  const { widthMm, heightMm } = displayedSize(page);
  return (
    area.xMm - area.widthMm / 2 >= -edgeToleranceMm &&
    area.yMm - area.heightMm / 2 >= -edgeToleranceMm &&
    area.xMm + area.widthMm / 2 <= widthMm + edgeToleranceMm &&
    area.yMm + area.heightMm / 2 <= heightMm + edgeToleranceMm
  );
}

/** The annotation rectangle of a displayed area, in user space. */
export function annotationRect(page: Page, area: DisplayedArea): Box {
  const first = toUserSpace(page, area.xMm - area.widthMm / 2, area.yMm - area.heightMm / 2);
  const second = toUserSpace(page, area.xMm + area.widthMm / 2, area.yMm + area.heightMm / 2);
  return [
    Math.min(first.x, second.x),
    Math.min(first.y, second.y),
    Math.max(first.x, second.x),
    Math.max(first.y, second.y),
  ];
}

/** The reverse of `annotationRect`: where a widget stands on the page as displayed, from the top-left corner. */
export function displayedRect(
  page: Page,
  rect: Box,
): { leftMm: number; topMm: number; widthMm: number; heightMm: number } {
  const first = toDisplayed(page, rect[0], rect[1]);
  const second = toDisplayed(page, rect[2], rect[3]);
  return {
    leftMm: Math.min(first.xMm, second.xMm),
    topMm: Math.min(first.yMm, second.yMm),
    widthMm: Math.abs(first.xMm - second.xMm),
    heightMm: Math.abs(first.yMm - second.yMm),
  };
}

/** The /Matrix of an appearance that stands upright to the reader: it turns against the page's /Rotate. */
export function uprightMatrix(page: Page): readonly [number, number, number, number, number, number] {
  switch (page.rotate) {
    case 0:
      return [1, 0, 0, 1, 0, 0];
    case 90:
      return [0, 1, -1, 0, 0, 0];
    case 180:
      return [-1, 0, 0, -1, 0, 0];
    case 270:
      return [0, -1, 1, 0, 0, 0];
  }
}
