import { visibleText } from '../../src-main/words/index.ts';

/** Properties that components show as text; `value` is not among them: it goes back to the core as it is. */
const textProperties: ReadonlySet<string> = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-roledescription',
  'aria-valuetext',
  'cancelText',
  'children',
  'columns',
  'content',
  'description',
  'extra',
  'header',
  'items',
  'label',
  'message',
  'okText',
  'options',
  'placeholder',
  'text',
  'title',
]);
/** Lists whose entries show text by properties of their own. */
const listProperties: ReadonlySet<string> = new Set(['columns', 'items', 'options']);

/** Text as the window shows it: nothing in it turns the text around it or hides. Lines stay. */
export const shownText = (text: string): string => visibleText(text, '\t\n');

function shownValue(name: string, value: unknown): unknown {
  if (typeof value === 'string') return shownText(value);
  if (!Array.isArray(value)) return value;
  const showPart = listProperties.has(name)
    ? (part: unknown) => (typeof part === 'object' && part !== null ? shownEntry(name, part) : part)
    : (part: unknown) => shownValue(name, part);
  const shown = value.map(showPart);
  return shown.every((part, index) => part === value[index]) ? value : shown;
}

function shownEntry(name: string, entry: object): object {
  const shown = shownProperties(entry);
  return name === 'columns' && ('dataIndex' in entry || 'render' in entry) ? shownColumn(shown) : shown;
}

/** A column of a table shows texts that no element here holds: those of its rows, and those that it makes of them. */
function shownColumn(column: { render?: unknown }): object {
  const { render } = column;
  return {
    ...column,
    render: (value: unknown, ...more: unknown[]) =>
      shownValue('children', typeof render === 'function' ? render(value, ...more) : value),
  };
}

/** The properties of an element with every text that it shows as `shownText`; the same object where nothing differs. */
export function shownProperties<Properties extends object>(properties: Properties): Properties {
  const changed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (!textProperties.has(name)) continue;
    const shown = shownValue(name, value);
    if (shown !== value) changed[name] = shown;
  }
  return Object.keys(changed).length === 0 ? properties : { ...properties, ...changed };
}
