import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pathOfBytes } from '../../../src-main/contract/index.ts';
import { documentArguments } from '../../../src-main/doors/electron/document-arguments.ts';
import { createDocumentRequests } from '../../../src-main/doors/electron/document-requests.ts';

const folder = resolve('/home/clerk');

describe('the document on the command line', () => {
  it.each<[string, string[], string | string[] | null]>([
    ['none', ['qianyin'], null],
    ['a path', ['qianyin', '/合同/采购合同.pdf'], resolve('/合同/采购合同.pdf')],
    ['a path from where it was started', ['qianyin', '采购 合同.PDF'], join(folder, '采购 合同.PDF')],
    ['after switches', ['qianyin', '--no-sandbox', '--lang=zh', 'a.pdf'], join(folder, 'a.pdf')],
    ['after the folder of the program', ['electron', '.', 'a.pdf'], join(folder, 'a.pdf')],
    [
      'an address, as Linux desktops give',
      ['qianyin', pathToFileURL('/合同/采购 合同.pdf').href],
      resolve('/合同/采购 合同.pdf'),
    ],
    // 合同 in GBK.
    [
      'an address of a name that is no UTF-8',
      ['qianyin', 'file:///a/%BA%CF%CD%AC.pdf'],
      `/a/${pathOfBytes(Buffer.from('bacfcdac', 'hex'))}.pdf`,
    ],
    ['several, in their order', ['qianyin', 'b.pdf', 'a.pdf'], [join(folder, 'b.pdf'), join(folder, 'a.pdf')]],
    ['one that is not there, for the page to say so', ['qianyin', 'missing.pdf'], join(folder, 'missing.pdf')],
    ['another kind of file', ['qianyin', 'letter.docx'], null],
    ['an address elsewhere', ['qianyin', 'file://server.invalid%2fa.pdf'], null],
    ['an address whose bytes separate names', ['qianyin', 'file:///a%2F%BA%CF.pdf'], null],
    ['a program that is named like one', ['/opt/odd.pdf'], null],
  ])('is found: %s', (_, argv, expected) => {
    expect(documentArguments(argv, folder)).toEqual([expected ?? []].flat());
  });
});

describe('requests to open a document', () => {
  it('waits for the page, which opens them at its start', () => {
    const delivered: string[] = [];
    const documents = createDocumentRequests(['/a.pdf'], (paths) => delivered.push(...paths));
    documents.request(['/b.pdf']);
    expect(documents.takeInitial()).toEqual(['/a.pdf', '/b.pdf']);
    expect(delivered).toEqual([]);
  });

  it('goes to the page once it is there, and its first document stays the same', () => {
    const delivered: string[] = [];
    const documents = createDocumentRequests(['/a.pdf'], (paths) => delivered.push(...paths));
    documents.takeInitial();
    documents.request(['/b.pdf']);
    expect(delivered).toEqual(['/b.pdf']);
    expect(documents.takeInitial()).toEqual(['/a.pdf']);
  });
});
