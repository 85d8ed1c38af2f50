/** The same while the window is being developed: see `jsx-runtime`. */
import { Fragment, type JSX, jsxDEV as reactJsx } from 'react/jsx-dev-runtime';
import { shownProperties } from './shown-text.ts';

export type { JSX };
export { Fragment };

export const jsxDEV: typeof reactJsx = (type, properties, ...more) =>
  reactJsx(
    type,
    typeof properties === 'object' && properties !== null ? shownProperties(properties) : properties,
    ...more,
  );
