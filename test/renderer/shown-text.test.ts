import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, test } from 'vitest';
import { Fragment, jsx, jsxs } from '../../src-renderer/shown/jsx-runtime.ts';
import { hidden, hostileText } from '../fixtures/hostile-text.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const shown = (element: ReactElement) => renderToStaticMarkup(element).replace(/[\t\n\r]/g, '');

/** As components of other makers are: what they show is in properties of their own. */
const Notice = ({ title, description }: { title: string; description: string }) =>
  jsxs('section', { children: [title, description] });
interface Entry {
  key: string;
  label: string;
  children: string;
}
const List = ({ items }: { items: Entry[] }) =>
  jsx('ul', { children: items.map(({ key, label, children }) => jsxs('li', { children: [label, children] }, key)) });
interface Column {
  dataIndex?: string;
  render?: (value: unknown) => unknown;
}
function Table({ rows, columns }: { rows: Record<string, string>[]; columns: Column[] }) {
  const text = rows
    .flatMap((row) => columns.map(({ dataIndex = '', render }) => (render ? render(row[dataIndex]) : row[dataIndex])))
    .join();
  // Not JSX of this window: the text is put on the page by the maker's own.
  return text as unknown as ReactElement;
}

describe('an element of the window', () => {
  it.each<[string, ReactElement]>([
    ['its text', jsx('span', { children: hostileText })],
    ['one text of several', jsxs('p', { children: ['文件 ', hostileText, jsx('b', { children: hostileText })] })],
    ['texts in a list', jsx('p', { children: [[hostileText]] })],
    ['its title and its name for screen readers', jsx('button', { title: hostileText, 'aria-label': hostileText })],
    ['a picture’s description', jsx('img', { alt: hostileText })],
    ['a fragment', jsxs(Fragment, { children: [hostileText] })],
    ['what a component is given to show', jsx(Notice, { title: hostileText, description: hostileText })],
    [
      'entries that a component is given to show',
      jsx(List, { items: [{ key: 'a', label: hostileText, children: hostileText }] }),
    ],
    [
      'a table of texts',
      jsx(Table, {
        rows: [{ name: hostileText }],
        columns: [{ dataIndex: 'name' }, { dataIndex: 'name', render: (name: unknown) => name }],
      }),
    ],
  ])('shows nothing hidden: %s', (_, element) => {
    const markup = shown(element);
    expect(markup).toContain('[U+202E]');
    expect(markup).toContain('[U+001B]');
    expect(markup).not.toMatch(hidden);
  });

  it('gives back what a person edits as it is', () => {
    expect(renderToStaticMarkup(jsx('input', { value: '\u202e', readOnly: true }))).toContain('\u202e');
  });

  it('leaves alone what is harmless', () => {
    const properties = { children: ['公章', 1, null], title: 'x' };
    expect(jsxs('p', properties).props).toBe(properties);
  });
});

test('every element of the window is made so: by the compiler of the build, and by no other way', () => {
  expect(readFileSync(join(root, 'vite.renderer.config.ts'), 'utf8')).toContain("jsxImportSource: '#shown'");
  expect(JSON.parse(readFileSync(join(root, 'src-renderer/tsconfig.json'), 'utf8'))).toMatchObject({
    compilerOptions: { jsxImportSource: '#shown' },
  });
  const sources = readdirSync(join(root, 'src-renderer'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('shown'))
    .map((file) => ({ file, source: readFileSync(join(root, 'src-renderer', file), 'utf8') }));
  const past = /react\/jsx|@jsx|\bcreateElement\b(?!\()|innerHTML|\buseApp\(\)\.modal|AntApp\.useApp|\bcloneElement\b/;
  expect(sources.filter(({ source }) => past.test(source)).map(({ file }) => file)).toEqual([]);
});
