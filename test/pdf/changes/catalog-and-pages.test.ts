import { describe, expect, it } from 'vitest';
import { stream } from '../../fixtures/pdf/index.ts';
import { signatureField } from '../../verification/sign-by-hand.ts';
import { type Case, catalog, data, form, page, refusedIn, second, tree } from './revisions.ts';

type Rows = Record<string, readonly [what: Case, refused: string]>;
const table = (rows: Rows) => {
  for (const [name, [what, refused]] of Object.entries(rows)) {
    it(`${name}: ${refused}`, () => expect(refusedIn(what)).toBe(refused));
  }
};
const catalogOnly = (entries: string, more: Record<number, string> = {}): Case => ({
  later: { 1: catalog(form(), entries), ...more },
});
const metadata = (entries = '/Type /Metadata /Subtype /XML') => stream('<x/>', entries);
const adobe = (level: number) => `/ADBE << /BaseVersion /1.7 /ExtensionLevel ${level} >>`;

describe('in the catalog (ISO 32000-2, Table 29), the', () => {
  table({
    'version alone': [catalogOnly('/Version /2.0'), 'permitted'],
    'version with a security store': [
      catalogOnly('/Version /1.7 /DSS << /Certs [20 0 R] >>', { 20: data }),
      'permitted',
    ],
    'version that there is not': [catalogOnly('/Version /1.8'), 'structure-changed'],
    'version that is no name': [catalogOnly('/Version (2.0)'), 'structure-changed'],
    'metadata of the file': [catalogOnly('/Metadata 20 0 R', { 20: metadata() }), 'permitted'],
    'metadata in no stream': [
      catalogOnly('/Metadata 20 0 R', { 20: '<< /Type /Metadata /Subtype /XML >>' }),
      'structure-changed',
    ],
    'metadata that stand in the catalog': [catalogOnly('/Metadata << /Type /Metadata >>'), 'structure-changed'],
    'metadata that are a picture': [
      catalogOnly('/Metadata 20 0 R', { 20: metadata('/Type /Metadata /Subtype /Form') }),
      'structure-changed',
    ],
    'metadata that are something else': [
      catalogOnly('/Metadata 20 0 R', { 20: metadata('/Type /XObject') }),
      'structure-changed',
    ],
    layers: [catalogOnly('/OCProperties << /OCGs [] /D << >> >>'), 'structure-changed'],
    'action when it is opened': [catalogOnly('/OpenAction << /S /JavaScript /JS (1) >>'), 'structure-changed'],
    'page tree under another number': [
      { later: { 1: catalog(form()).replace('2 0 R', '20 0 R'), 20: tree() } },
      'permitted',
    ],
    'page tree, turned': [
      { later: { 1: catalog(form()).replace('2 0 R', '20 0 R'), 20: tree('/Rotate 90') } },
      'page-reordered',
    ],
  });
});

describe('extensions of the file (ISO 32000-2, 7.12)', () => {
  const had = { first: { 1: catalog(form(), `/Extensions << ${adobe(3)} >>`) } };
  table({
    'that are new': [catalogOnly(`/Extensions << /Type /Extensions ${adobe(8)} >>`), 'permitted'],
    'in a list': [catalogOnly('/Extensions << /ISO_ [<< /BaseVersion /2.0 /ExtensionLevel 1 >>] >>'), 'permitted'],
    'in an object of their own': [catalogOnly('/Extensions 20 0 R', { 20: `<< ${adobe(8)} >>` }), 'permitted'],
    'beside another': [
      {
        ...had,
        later: { 1: catalog(form(), `/Extensions << ${adobe(3)} /ESIC << /BaseVersion /1.7 /ExtensionLevel 5 >> >>`) },
      },
      'permitted',
    ],
    'instead of another': [
      { ...had, later: { 1: catalog(form(), '/Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 5 >> >>') } },
      'structure-changed',
    ],
    'of another level than before': [
      { ...had, later: { 1: catalog(form(), `/Extensions << ${adobe(8)} >>`) } },
      'structure-changed',
    ],
    'that are gone': [{ ...had, later: { 1: catalog(form()) } }, 'structure-changed'],
    'of another type': [catalogOnly(`/Extensions << /Type /Catalog ${adobe(8)} >>`), 'structure-changed'],
    'that say more than an extension does': [
      catalogOnly('/Extensions << /ADBE << /BaseVersion /1.7 /ExtensionLevel 8 /JS (1) >> >>'),
      'structure-changed',
    ],
    'that hold a dictionary': [
      catalogOnly('/Extensions << /ADBE << /BaseVersion /1.7 /ExtensionLevel << >> >> >>'),
      'structure-changed',
    ],
    'that are a number': [catalogOnly('/Extensions << /ADBE 8 >>'), 'structure-changed'],
    'in an object that stood there for something else': [
      { first: { 20: `<< ${adobe(8)} >>` }, later: { 1: catalog(form(), '/Extensions 20 0 R') } },
      'structure-changed',
    ],
  });
});

describe('on a page (ISO 32000-2, Table 31), the', () => {
  const pageOnly = (entries: string, more: Record<number, string> = {}): Case => ({
    later: { 3: page(entries), ...more },
  });
  const from = (first: string, later: string): Case => ({ first: { 3: page(first) }, later: { 3: page(later) } });
  const unsized = (entries = '') => page(entries).replace('/MediaBox [0 0 595 842]', '');
  table({
    'order of fields, where there was none': [pageOnly('/Tabs /S'), 'permitted'],
    'order of fields, where there was another': [from('/Tabs /R', '/Tabs /S'), 'page-content-changed'],
    'order of fields, of a kind that there is not': [pageOnly('/Tabs /X'), 'page-content-changed'],
    'day of its last change': [pageOnly('/LastModified (D:20260615)'), 'permitted'],
    'day of its last change in a number': [pageOnly('/LastModified 2026'), 'page-content-changed'],
    metadata: [pageOnly('/Metadata 20 0 R', { 20: metadata() }), 'permitted'],
    'metadata that are a picture': [
      pageOnly('/Metadata 20 0 R', { 20: metadata('/Type /XObject /Subtype /Form') }),
      'page-content-changed',
    ],
    'rotation that it had by default': [pageOnly('/Rotate 0'), 'permitted'],
    'rotation that it had not': [pageOnly('/Rotate 90'), 'page-content-changed'],
    'rotation that it inherits': [{ first: { 2: tree('/Rotate 90') }, later: { 3: page('/Rotate 90') } }, 'permitted'],
    'rotation against the one that it inherits': [
      { first: { 2: tree('/Rotate 90') }, later: { 3: page('/Rotate 0') } },
      'page-content-changed',
    ],
    'region that is seen, which is all of it': [pageOnly('/CropBox [0 0 595 842]'), 'permitted'],
    'region that is seen, which is less': [pageOnly('/CropBox [0 0 595 400]'), 'page-content-changed'],
    'region for printers': [pageOnly('/TrimBox [0 0 595 842]'), 'page-content-changed'],
    'size that it inherits': [
      { first: { 2: tree('/MediaBox [0 0 595 842]'), 3: unsized() }, later: { 3: page() } },
      'permitted',
    ],
    'size against the one that it inherits': [
      { first: { 2: tree('/MediaBox [0 0 300 300]'), 3: unsized() }, later: { 3: page() } },
      'page-content-changed',
    ],
    'size that readers take where none is said': [
      { first: { 3: unsized() }, later: { 3: unsized('/MediaBox [0 0 612 792]') } },
      'permitted',
    ],
    'size where none was said': [{ first: { 3: unsized() }, later: { 3: page() } }, 'page-content-changed'],
    'default rotation of one that stands in its tree twice': [
      { first: { 2: '<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>' }, later: { 3: page('/Rotate 0') } },
      'hidden-object, page-content-changed',
    ],
    'default rotation below a root that has a parent': [
      {
        first: { 2: tree('/Parent 20 0 R'), 20: '<< /Type /Pages /Kids [2 0 R] /Count 1 >>' },
        later: { 3: page('/Rotate 0') },
      },
      'page-content-changed',
    ],
    'action when it is opened': [pageOnly('/AA << /O << /S /JavaScript /JS (1) >> >>'), 'structure-changed'],
    transition: [pageOnly('/Trans << /S /Dissolve >>'), 'page-content-changed'],
  });
});

describe('in the page tree (ISO 32000-2, Table 30), the', () => {
  const treeOnly = (entries: string): Case => ({ later: { 2: tree(entries) } });
  const from = (first: string, later: string): Case => ({ first: { 2: tree(first) }, later: { 2: tree(later) } });
  table({
    'remark of a program': [treeOnly('/ITXT (2.1.7)'), 'permitted'],
    'remark in place of another': [from('/ITXT (2.1.6)', '/ITXT (2.1.7)'), 'permitted'],
    'remark that is a number': [treeOnly('/ITXT 217'), 'page-content-changed'],
    'remark in the place of a number': [from('/ITXT 217', '/ITXT (2.1.7)'), 'page-content-changed'],
    'remark under a key that readers look for': [treeOnly('/Tabs (S)'), 'page-content-changed'],
    'rotation of all': [treeOnly('/Rotate 90'), 'page-content-changed'],
    'resources of all': [treeOnly('/Resources << >>'), 'resources-changed'],
    'order of pages': [
      {
        first: { 2: '<< /Type /Pages /Kids [3 0 R 20 0 R] /Count 2 >>', 20: page('', '') },
        later: { 2: '<< /Type /Pages /Kids [20 0 R 3 0 R] /Count 2 >>' },
      },
      'page-reordered',
    ],
    'number of one page twice': [{ later: { 2: '<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>' } }, 'page-added'],
    'number of a page less': [
      {
        first: { 2: '<< /Type /Pages /Kids [3 0 R 20 0 R] /Count 2 >>', 20: page('', '') },
        later: { 2: tree() },
      },
      'page-removed',
    ],
  });
});

const note = (contents: string) =>
  `<< /Type /Annot /Subtype /Text /Rect [10 10 30 30] /P 3 0 R /Contents (${contents}) >>`;

describe('among the annotations of a page (ISO 32000-2, 12.5), ', () => {
  const two = { 3: page('', '7 0 R 20 0 R 21 0 R'), 20: note('one'), 21: note('two') };
  table({
    'a new note': [{ later: { 3: page('', '7 0 R 20 0 R'), 20: note('one') } }, 'annotation-added'],
    'a note that stood in the file, and on no page': [
      { first: { 20: note('one') }, later: { 3: page('', '7 0 R 20 0 R') } },
      'annotation-added',
    ],
    'a note less': [{ first: two, later: { 3: page('', '7 0 R 20 0 R') } }, 'annotation-removed'],
    'notes in another order': [{ first: two, later: { 3: page('', '7 0 R 21 0 R 20 0 R') } }, 'annotation-changed'],
    'a note that says something else': [{ first: two, later: { 20: note('other') } }, 'annotation-changed'],
    'a note that is none any more': [{ first: two, later: { 20: '<< /Type /Other >>' } }, 'annotation-removed'],
    'a note on no page that says something else': [
      { first: { 20: note('one') }, later: { 20: note('other') } },
      'structure-changed',
    ],
    'the same in a list of their own': [
      { first: two, later: { 3: page('', 'X').replace('[X]', '22 0 R'), 22: '[7 0 R 20 0 R 21 0 R]' } },
      'permitted',
    ],
    'the same in a list that stood there for something else': [
      {
        first: { ...two, 22: '[7 0 R 20 0 R 21 0 R]' },
        later: { 3: page('', 'X').replace('[X]', '22 0 R') },
      },
      'annotation-changed',
    ],
    'the widget of a signature made since': [{ later: second() }, 'permitted'],
    'the widget of a signature, before the others': [
      { later: { ...second(), 3: page('', '11 0 R 7 0 R') } },
      'annotation-changed',
    ],
    'a widget that borrows the signature that was there': [
      { later: { 3: page('', '7 0 R 20 0 R'), 20: signatureField('Borrowed', '/V 6 0 R') } },
      'annotation-added',
    ],
  });
});
