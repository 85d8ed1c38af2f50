import type { Guide } from './guides.ts';

/** Guides over a page: whole lines where the seal is in line, broken ones where it is near. */
export function GuideLines({ guides, pxPerMm }: { guides: readonly Guide[]; pxPerMm: number }) {
  return guides.map(({ axis, atMm, of, exact }) => (
    <div
      key={`${axis} ${atMm}`}
      aria-hidden
      className={`guide guide-${axis}${exact ? '' : ' guide-near'}`}
      style={axis === 'x' ? { left: atMm * pxPerMm } : { top: atMm * pxPerMm }}
      data-testid={`guide-${axis}`}
      data-of={of}
      data-at-mm={atMm}
      data-exact={exact}
    />
  ));
}
