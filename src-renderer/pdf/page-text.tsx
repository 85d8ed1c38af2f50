import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { PageSource } from './page-source.ts';
import type { TextHit } from './text-search.ts';
import './page-text.css';

const pointsPerMm = 72 / 25.4;
/** Milliseconds until a page that came into view gets its text: those that rush by need none. */
const delayMs = 150;

/** What the browser paints over the hits of a search, by the names in the style sheet. */
const highlights = { found: new Highlight(), 'found-now': new Highlight() };
for (const [name, highlight] of Object.entries(highlights)) CSS.highlights.set(name, highlight);

interface Layer {
  nodes: { node: Text; start: number }[];
}

/** The hit as a range of the layer's text; null where the layer does not have it. */
function rangeOf({ nodes }: Layer, { start, end }: TextHit): Range | null {
  const holding = (at: number) => nodes.findLast((piece) => piece.start <= at);
  const [first, last] = [holding(start), holding(end - 1)];
  if (first === undefined || last === undefined || end - last.start > last.node.length) return null;
  const range = document.createRange();
  range.setStart(first.node, start - first.start);
  range.setEnd(last.node, end - last.start);
  return range;
}

/** The text of a page over its picture, transparent: to be selected, copied and searched. A page that cannot be read has none. */
export function PageText({
  source,
  page,
  pxPerMm,
  hits,
  current,
}: {
  source: PageSource;
  page: number;
  pxPerMm: number;
  hits: readonly TextHit[];
  /** The one that the person is at, wherever it is. */
  current: TextHit | null;
}) {
  const holder = useRef<HTMLDivElement>(null);
  const [layer, setLayer] = useState<Layer | null>(null);
  const [unit, setUnit] = useState(1);

  useEffect(() => {
    let stale = false;
    const show = async () => {
      const { container, nodes: laid, unit: ofPage } = await source.layText(page);
      if (stale || holder.current === null) return;
      container.className = 'page-text';
      const nodes: Layer['nodes'] = [];
      let start = 0;
      for (const node of laid) {
        nodes.push({ node, start });
        start += node.length;
      }
      holder.current.replaceChildren(container);
      setUnit(ofPage);
      setLayer({ nodes });
    };
    const timer = setTimeout(() => show().catch(() => undefined), delayMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [source, page]);

  useEffect(() => {
    if (layer === null) return;
    const painted = hits.flatMap((hit) => {
      const range = rangeOf(layer, hit);
      if (range === null) return [];
      const highlight = highlights[hit === current ? 'found-now' : 'found'];
      highlight.add(range);
      return [{ highlight, range }];
    });
    return () => {
      for (const { highlight, range } of painted) highlight.delete(range);
    };
  }, [layer, hits, current]);

  useEffect(() => {
    if (layer === null || current?.page !== page) return;
    rangeOf(layer, current)?.startContainer.parentElement?.scrollIntoView({ block: 'center', inline: 'nearest' });
  }, [layer, current, page]);

  useLayoutEffect(() => {
    // pdf.js's own names: by them its layer is as large as the page.
    const style = holder.current?.style;
    style?.setProperty('--total-scale-factor', String((pxPerMm / pointsPerMm) * unit));
    style?.setProperty('--scale-round-x', '0.01px');
    style?.setProperty('--scale-round-y', '0.01px');
  }, [pxPerMm, unit]);

  return <div ref={holder} data-testid={`page-text-${page}`} data-ready={layer !== null} />;
}
