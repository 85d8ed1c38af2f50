/**
 * What JSX of the window is compiled to: React's own, after every text that an element shows has passed `shownText`. Names of fields,
 * files, signers and seals come from others, and stand in a hundred places: here is the one that all of them pass.
 */
import { Fragment, type JSX, jsx as reactJsx, jsxs as reactJsxs } from 'react/jsx-runtime';
import { shownProperties } from './shown-text.ts';

export type { JSX };
export { Fragment };

type Make = typeof reactJsx;

const through =
  (make: Make): Make =>
  (type, properties, key) =>
    make(type, typeof properties === 'object' && properties !== null ? shownProperties(properties) : properties, key);

export const jsx = through(reactJsx);
export const jsxs = through(reactJsxs);
