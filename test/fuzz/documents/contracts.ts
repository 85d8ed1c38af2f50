/** Files whose first page says a price, of every structure that a later revision could turn against its reader. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { craft, stream } from '../../fixtures/pdf/index.ts';
import { type Entry, type Section, writeSection } from '../updates/sections.ts';

const price = 'BT /F 24 Tf 72 700 Td (Price: 1000 EUR) Tj ET 0.5 w 72 690 m 300 690 l S';
const helvetica = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
const drawing = (content: string, entries = '') => stream(content, `/Type /XObject /Subtype /Form ${entries}`);

interface Parts {
  readonly catalog?: string;
  readonly pages?: string;
  readonly page?: string;
  readonly resources?: string;
  readonly content?: string;
  readonly more?: Record<number, string>;
  readonly trailer?: string;
}

const box = '/MediaBox [0 0 420 842]';

/** One page; further objects from number 6 on. */
function contract({ catalog = '', pages, page, resources, content = price, more, trailer }: Parts = {}): Buffer {
  return craft({
    objects: {
      1: `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
      2: pages ?? '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      3: `<< /Type /Page /Parent 2 0 R /Contents 4 0 R ${resources ?? '/Resources << /Font << /F 5 0 R >> >>'} ${page ?? box} >>`,
      4: stream(content),
      5: helvetica,
      ...more,
    },
    trailer,
  });
}

const widget = (entries: string, rect = '[72 600 300 620]') =>
  `<< /Type /Annot /Subtype /Widget /P 3 0 R /F 4 /Rect ${rect} ${entries} >>`;

const form = () =>
  contract({
    catalog: '/AcroForm 10 0 R /Metadata 11 0 R',
    page: `${box} /Annots [6 0 R 7 0 R 13 0 R]`,
    more: {
      6: widget('/FT /Tx /T (Amount) /V (1000) /DA (/Helv 12 Tf 0 g)'),
      7: widget('/FT /Tx /T (Sum) /V (2000) /AP << /N 8 0 R >> /DA (/Helv 12 Tf 0 g)', '[72 560 300 580]'),
      8: drawing('/Tx BMC q BT /Helv 12 Tf 2 4 Td (2000) Tj ET Q EMC', '/BBox [0 0 228 20]'),
      9: '<< /Font << /Helv 5 0 R >> >>',
      10: '<< /Fields [6 0 R 7 0 R 12 0 R] /DA (/Helv 12 Tf 0 g) /DR 9 0 R >>',
      11: stream('<x:xmpmeta/>', '/Type /Metadata /Subtype /XML'),
      12: '<< /FT /Btn /T (Agreed) /V /Yes /Kids [13 0 R] >>',
      13: widget('/Parent 12 0 R /AS /Yes /AP << /N << /Yes 14 0 R /Off 15 0 R >> >>', '[72 520 92 540]'),
      14: drawing('0 g 2 2 16 16 re f', '/BBox [0 0 20 20]'),
      15: drawing('0 G 2 2 16 16 re S', '/BBox [0 0 20 20]'),
    },
  });

/** Where a field stands that nobody has signed yet. */
const emptyField = [72, 500, 200, 550] as const;

/** Fields whose text every reader draws by itself. */
const bareForm = () =>
  contract({
    catalog: '/AcroForm << /Fields [6 0 R 7 0 R] >>',
    page: `${box} /Annots [6 0 R 7 0 R 8 0 R]`,
    more: {
      6: widget('/FT /Tx /T (Amount) /V (1000)'),
      7: widget('/FT /Sig /T (Empty)', `[${emptyField.join(' ')}]`),
      8: '<< /Type /Annot /Subtype /FreeText /Rect [72 450 300 470] /Contents (Paid 1000) /DA (/Helv 12 Tf 0 g) /F 4 >>',
    },
  });

const inherited = () =>
  contract({
    pages: `<< /Type /Pages /Kids [6 0 R] /Count 1 /Resources << /Font << /F 5 0 R >> >> ${box} /CropBox [10 300 400 800] /Rotate 90 >>`,
    page: '/Annots [ ]',
    resources: '',
    more: { 6: '<< /Type /Pages /Parent 2 0 R /Kids [3 0 R] /Count 1 >>' },
  });

/** Resources that many things refer to, each in an object of its own. */
const apart = () =>
  contract({
    page: '/MediaBox 12 0 R /Annots 13 0 R /Tabs /S',
    resources: '/Resources 6 0 R',
    content: `${price} q /G gs /X Do Q /I Do`,
    more: {
      6: '<< /Font 7 0 R /ExtGState << /G 8 0 R >> /XObject << /X 9 0 R /I 10 0 R >> /ColorSpace << /C 11 0 R >> >>',
      7: '<< /F 5 0 R >>',
      8: '<< /Type /ExtGState /ca 0.5 >>',
      9: drawing('0 g 72 640 100 20 re f', '/BBox [0 0 420 842]'),
      10: stream(
        '\x80',
        '/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray',
      ),
      11: '[/Indexed /DeviceRGB 1 <000000ffffff>]',
      12: '[0 0 420 842]',
      13: '[14 0 R]',
      14: '<< /Type /Annot /Subtype /Square /Rect [300 600 340 640] /C [0 0 0] /AP << /N 15 0 R >> /F 4 >>',
      15: drawing('0 g 2 2 36 36 re f', '/BBox [0 0 40 40]'),
    },
  });

const validated = () =>
  contract({
    catalog: '/DSS 6 0 R /Extensions << /ADBE << /BaseVersion /1.7 /ExtensionLevel 5 >> >>',
    more: {
      6: '<< /Type /DSS /Certs [7 0 R] /CRLs 9 0 R /VRI << /0123456789ABCDEF0123456789ABCDEF01234567 8 0 R >> >>',
      7: stream('certificate'),
      8: '<< /Type /VRI /Cert [7 0 R] >>',
      9: '[10 0 R]',
      10: stream('list'),
    },
  });

const tagged = () =>
  contract({
    catalog: '/MarkInfo << /Marked true >> /StructTreeRoot 6 0 R /Lang (en)',
    page: `${box} /StructParents 0 /Tabs /S`,
    content: `/P << /MCID 0 >> BDC ${price} EMC`,
    more: {
      6: '<< /Type /StructTreeRoot /K [7 0 R] /ParentTree 8 0 R /ParentTreeNextKey 1 >>',
      7: '<< /Type /StructElem /S /P /P 6 0 R /Pg 3 0 R /K 0 >>',
      8: '<< /Nums [0 9 0 R] >>',
      9: '[7 0 R]',
    },
  });

const layered = () =>
  contract({
    catalog: '/OCProperties << /OCGs [6 0 R 7 0 R] /D << /ON [6 0 R] /OFF [7 0 R] >> >>',
    resources: '/Resources << /Font << /F 5 0 R >> /Properties << /A 6 0 R /B 7 0 R >> >>',
    content: `/OC /A BDC ${price} EMC /OC /B BDC BT /F 24 Tf 72 600 Td (Price: 9999 EUR) Tj ET EMC`,
    more: { 6: '<< /Type /OCG /Name (A) >>', 7: '<< /Type /OCG /Name (B) >>' },
  });

/** Prepared for what comes later: references to nothing, and objects that nothing refers to. */
const prepared = () =>
  contract({
    catalog:
      '/AcroForm << /Fields [20 0 R] /DR << /Font << /F 5 0 R /Z 21 0 R >> >> >> /OCProperties 22 0 R /DSS 23 0 R',
    page: `${box} /Annots [24 0 R 6 0 R] /Group 25 0 R`,
    resources:
      '/Resources << /Font << /F 5 0 R /Z 21 0 R >> /XObject << /X 26 0 R /Y 7 0 R >> /ExtGState << /G 27 0 R >> >>',
    content: `${price} /G gs /X Do /Y Do`,
    more: {
      6: '<< /Type /Annot /Subtype /Stamp /Rect [72 600 200 640] /AP << /N 28 0 R >> /F 4 >>',
      7: drawing('/W Do', '/BBox [0 0 420 842] /Resources << /XObject << /W 29 0 R >> >>'),
      8: stream('BT /F 24 Tf 72 700 Td (Price: 9999 EUR) Tj ET'),
      9: `<< /Type /Page /Parent 2 0 R /Contents 8 0 R /Resources << /Font << /F 5 0 R >> >> ${box} >>`,
      10: '<< /Type /Pages /Kids [9 0 R] /Count 1 >>',
      11: '<< /Type /Catalog /Pages 10 0 R >>',
      12: stream('<x:xmpmeta/>', '/Type /Metadata /Subtype /XML'),
      30: '(the last)',
    },
    trailer: '/Info 19 0 R',
  });

/** Objects that are one thing to the form or the catalog, and another to the page. */
const doubleRoles = () =>
  contract({
    catalog: '/AcroForm 6 0 R /Metadata 7 0 R /Extensions 8 0 R /DSS 9 0 R /StructTreeRoot 10 0 R',
    page: `${box} /Annots 11 0 R`,
    resources: '/Resources 6 0 R',
    content: `${price} q /G gs /X Do Q`,
    more: {
      6: '<< /Font << /F 5 0 R >> /ExtGState << /G 8 0 R /H 9 0 R >> /XObject << /X 7 0 R >> /DR 12 0 R /Fields 11 0 R >>',
      7: drawing('0 g 72 640 100 20 re f', '/BBox [0 0 420 842]'),
      8: '<< /Type /ExtGState /ca 0.5 >>',
      9: '<< /Certs 13 0 R >>',
      10: '<< /Type /StructTreeRoot /K 11 0 R /ParentTree 12 0 R >>',
      11: '[ ]',
      12: '<< /Font << /F 5 0 R >> /Nums 11 0 R >>',
      13: '[4 0 R]',
    },
    trailer: '/Info 5 0 R',
  });

/** The page is drawn from a number, too, that belongs to the cross-reference stream and is given anew by some programs. */
function referredSection(): Buffer {
  const objects: Record<number, string> = {
    1: '<< /Type /Catalog /Pages 2 0 R >>',
    2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    3: `<< /Type /Page /Parent 2 0 R ${box} /Contents [4 0 R 7 0 R] /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>`,
    4: stream(`${price} /X Do`),
    5: helvetica,
  };
  let body = '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n';
  const entries = new Map<number, Entry>();
  for (const [number, text] of Object.entries(objects)) {
    entries.set(Number(number), { type: 1, second: body.length, third: 0 });
    body += `${number} 0 obj\n${text}\nendobj\n`;
  }
  const trailer: Section['trailer'] = [
    ['Size', '8'],
    ['Root', '1 0 R'],
  ];
  return Buffer.from(
    writeSection({ body, start: 0, own: 7, entries, trailer, isCompressed: true, alterations: {} }),
    'latin1',
  );
}

const twoPages = () =>
  contract({
    pages: '<< /Type /Pages /Kids 7 0 R /Count 2 >>',
    more: {
      6: `<< /Type /Page /Parent 2 0 R ${box} /Contents [8 0 R 9 0 R] /Rotate 270 /Resources << /Font << /F 5 0 R >> >> >>`,
      7: '[3 0 R 6 0 R]',
      8: stream('q BT /F 24 Tf 72 700 Td (Payable: 500) Tj ET Q'),
      9: stream('0 g 72 400 100 20 re f'),
    },
  });

/** Runs qpdf over a file, as users do before they sign. */
function rewritten(file: Buffer, ...options: string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-fuzz-'));
  try {
    const [source, target] = [join(folder, 'source.pdf'), join(folder, 'target.pdf')];
    writeFileSync(source, file);
    const { status, stderr } = spawnSync('qpdf', ['--static-id', '--static-aes-iv', ...options, source, target]);
    if (status !== 0) throw new Error(`qpdf: ${stderr}`);
    return readFileSync(target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Contract {
  readonly name: string;
  readonly file: Buffer;
  readonly password?: string;
  /** Of a field that is not signed yet, for which some readers paint a tag. */
  readonly emptyField?: readonly [number, number, number, number];
}

/** Unsigned files, by what is particular in them. */
export function contracts(): Contract[] {
  const files: Record<string, Buffer> = {
    plain: contract(),
    'a form': form(),
    'inherited entries': inherited(),
    'all in objects of their own': apart(),
    'a security store': validated(),
    'a structure tree': tagged(),
    layers: layered(),
    holes: prepared(),
    'double roles': doubleRoles(),
    'a number of two': referredSection(),
    'two pages': twoPages(),
    'object streams': rewritten(form(), '--object-streams=generate'),
    'object streams and a store': rewritten(validated(), '--object-streams=generate', '--compress-streams=n'),
    linearized: rewritten(twoPages(), '--linearize'),
  };
  const encrypted = (length: string, ...options: string[]) =>
    rewritten(form(), '--allow-weak-crypto', '--encrypt', 'user', 'owner', length, ...options, '--');
  return [
    ...Object.entries(files).map(([name, file]) => ({ name, file })),
    { name: 'a form without appearances', file: bareForm(), emptyField },
    { name: 'encrypted, AES-256', file: encrypted('256'), password: 'user' },
    { name: 'encrypted, RC4', file: encrypted('128', '--use-aes=n'), password: 'user' },
  ];
}
