import { describe, expect, it } from 'vitest';
import { bytesSource, findPrecautions, openPdf } from '../../../src-main/pdf/index.ts';
import {
  craft,
  flatTree,
  hybrid,
  onePage,
  producerFiles,
  readFixture,
  stream,
  update,
} from '../../fixtures/pdf/index.ts';

function precautions(file: Uint8Array, password?: string): string[] {
  const document = openPdf(bytesSource(file), password === undefined ? {} : { password });
  return findPrecautions(document, [1]).map(({ code, values }) =>
    [code, ...Object.values(values)].map(String).join(' '),
  );
}

const rect = '/Rect [72 600 272 624]';
const withAnnotation = (entries: string, more: Record<number, string> = {}) =>
  onePage({ pageEntries: '/Annots [6 0 R]', more: { 6: `<< /Type /Annot ${rect} ${entries} >>`, ...more } });
const withField = (entries: string, more: Record<number, string> = {}) =>
  onePage({
    catalog: '/AcroForm << /Fields [6 0 R] /DR << /Font << /F 5 0 R >> >> >>',
    pageEntries: '/Annots [6 0 R]',
    more: { 6: `<< /Type /Annot /Subtype /Widget /F 4 ${rect} ${entries} >>`, ...more },
  });
const withLayer = (configuration: string, layer = '', properties = '6 0 R') =>
  onePage({
    catalog: `/OCProperties << /OCGs [6 0 R] /D << ${configuration} >> >>`,
    more: {
      3: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Properties << /L ${properties} >> >> >>`,
      6: `<< /Type /OCG /Name (Prices) ${layer} >>`,
      7: '<< /Type /OCMD /OCGs [6 0 R] /P /AllOff >>',
    },
  });
const withFont = (font: string, more: Record<number, string> = {}) => onePage({ more: { 5: font, ...more } });
const withXObject = (entries: string) =>
  onePage({
    more: {
      3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 6 0 R >> >> >>',
      6: stream('', `/Type /XObject ${entries}`),
    },
  });
const script = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>';
const appearance = { 7: stream('', '/Type /XObject /Subtype /Form /BBox [0 0 200 24]') };

const table: Record<string, [() => Buffer, string[]]> = {
  'a script that runs at opening': [() => onePage({ catalog: `/OpenAction ${script}` }), ['active-content JavaScript']],
  'a script after another action': [
    () => onePage({ catalog: `/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next [${script}] >>` }),
    ['active-content JavaScript'],
  ],
  'a script of the document': [
    () => onePage({ catalog: `/Names << /JavaScript << /Names [(a) ${script}] >> >>` }),
    ['active-content JavaScript'],
  ],
  'a script of the page': [() => onePage({ pageEntries: `/AA << /O ${script} >>` }), ['active-content JavaScript']],
  'a script of a field': [() => withField(`/FT /Tx /T (Sum) /AA << /C ${script} >>`), ['active-content JavaScript']],
  'an action that hides something': [
    () => withAnnotation('/Subtype /Link /A << /S /Hide /T (Price) >>'),
    ['active-content Hide'],
  ],
  'a link to another page, or to the web': [
    () => withAnnotation('/Subtype /Link /A << /S /URI /URI (https://example.com) >>'),
    [],
  ],
  'an XFA form': [() => onePage({ catalog: '/AcroForm << /Fields [] /XFA [] >>' }), ['xfa-form']],
  'a field with a value and no appearance': [
    () => withField('/FT /Tx /T (Price) /V (1000)'),
    ['field-without-appearance Price 1'],
  ],
  'a field that inherits its value': [
    () => withField('/Parent 7 0 R', { 7: '<< /FT /Tx /T (Price) /V (1000) /Kids [6 0 R] >>' }),
    ['field-without-appearance Price 1'],
  ],
  'a field whose name pretends': [
    () => withField('/FT /Tx /T <FEFF0061001B005B0032004B202E0062> /V (1000)'),
    ['field-without-appearance a�[2K�b 1'],
  ],
  'an empty field': [() => withField('/FT /Tx /T (Price)'), []],
  'a field with an appearance': [() => withField('/FT /Tx /T (Price) /V (1000) /AP << /N 7 0 R >>', appearance), []],
  'a signature field that is not signed yet': [() => withField('/FT /Sig /T (Signature)'), []],
  'a check box without appearance': [
    () => withField('/FT /Btn /T (Agree) /V /Yes'),
    ['field-without-appearance Agree 1'],
  ],
  'text over the page without appearance': [
    () => withAnnotation('/Subtype /FreeText /Contents (1000) /F 4'),
    ['annotation-without-appearance 1'],
  ],
  'text over the page that is not printed': [
    () => withAnnotation('/Subtype /FreeText /Contents (1000) /AP << /N 7 0 R >>', appearance),
    ['print-differs 1'],
  ],
  'text over the page that is only printed': [
    () => withAnnotation('/Subtype /FreeText /Contents (1000) /F 36 /AP << /N 7 0 R >>', appearance),
    ['print-differs 1'],
  ],
  'text over the page that is seen and printed': [
    () => withAnnotation('/Subtype /FreeText /Contents (1000) /F 4 /AP << /N 7 0 R >>', appearance),
    [],
  ],
  'a note that is not printed': [() => withAnnotation('/Subtype /Text /Contents (Please sign)'), []],
  'a layer that always shows': [() => withLayer('/ON [6 0 R]'), []],
  'a layer that is hidden at first': [() => withLayer('/OFF [6 0 R]'), ['layers-differ Prices']],
  'a layer that is hidden where no other is said to show': [
    () => withLayer('/BaseState /OFF'),
    ['layers-differ Prices'],
  ],
  'a layer that is not printed': [
    () => withLayer('', '/Usage << /Print << /PrintState /OFF >> >>'),
    ['layers-differ Prices'],
  ],
  'a layer that shows at some magnifications': [
    () => withLayer('', '/Usage << /Zoom << /min 2 >> >>'),
    ['layers-differ Prices'],
  ],
  'content that shows where a layer is hidden': [() => withLayer('', '', '7 0 R'), ['layers-differ —']],
  'a font that is not embedded': [
    () => withFont('<< /Type /Font /Subtype /TrueType /BaseFont /SimSun >>'),
    ['fonts-missing SimSun'],
  ],
  'a Chinese font of which only the name is given': [
    () =>
      withFont(
        '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>',
        {
          6: '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light >>',
        },
      ),
    ['fonts-missing STSong-Light'],
  ],
  'a font that is embedded': [
    () =>
      withFont('<< /Type /Font /Subtype /TrueType /BaseFont /SimSun /FontDescriptor 6 0 R >>', {
        6: '<< /Type /FontDescriptor /FontName /SimSun /FontFile2 7 0 R >>',
        7: stream(''),
      }),
    [],
  ],
  'one of the standard fonts': [() => withFont('<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>'), []],
  'a stream whose data are in another file': [
    () => withXObject('/Subtype /Form /F (other.bin)'),
    ['external-content', 'structure-irregular'],
  ],
  'a form that stands for a page of another file': [
    () => withXObject('/Subtype /Form /BBox [0 0 9 9] /Ref << /F (other.pdf) /Page 0 >>'),
    ['external-content'],
  ],
  'a picture with another one for print': [
    () => withXObject('/Subtype /Image /Width 1 /Height 1 /Alternates [<< /DefaultForPrinting true >>]'),
    ['print-differs 1'],
  ],
  'contents that are not there': [
    () => onePage({ more: { 3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [4 0 R 9 0 R] >>' } }),
    ['objects-missing 9'],
  ],
  'a hybrid file': [hybrid, ['sections-hybrid']],
  'a stream that is longer than it says': [
    () => onePage({ more: { 4: '<< /Length 3 >>\nstream\n1000 9999\nendstream' } }),
    ['structure-irregular'],
  ],
  'a plain page': [onePage, []],
  'a page that was updated': [() => update(onePage(), { 4: stream('') }), []],
};

describe('what can look different elsewhere or later', () => {
  for (const [what, [make, expected]] of Object.entries(table))
    it(what, () => expect(precautions(make())).toEqual(expected));

  it('is not said of files of usual producers', () => {
    for (const name of producerFiles) {
      const isOpen = !name.startsWith('encrypted-') || name.includes('empty') || name.includes('no-modification');
      expect([name, ...precautions(readFixture(name), isOpen ? undefined : 'user')]).toEqual([name]);
    }
  });

  it('is looked for on the sealed pages first, and said where not all could be looked at', () => {
    const document = openPdf(bytesSource(flatTree(1_000)));
    expect(findPrecautions(document, [1_000])).toEqual([
      { code: 'pages-not-looked-at', values: { pages: 300, total: 1_000 } },
    ]);
    const font = (number: number) => `<< /Type /Font /Subtype /TrueType /BaseFont /Font${number} >>`;
    const page = (number: number) =>
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /Font << /F ${font(number)} >> >> >>`;
    const file = craft({
      objects: {
        1: '<< /Type /Catalog /Pages 2 0 R >>',
        2: '<< /Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3 >>',
        3: page(1),
        4: page(2),
        5: page(3),
      },
    });
    const budget = { pages: 1, objects: 1_000, milliseconds: 60_000 };
    expect(findPrecautions(openPdf(bytesSource(file)), [3], budget)).toEqual([
      { code: 'fonts-missing', values: { names: 'Font3' } },
      { code: 'pages-not-looked-at', values: { pages: 1, total: 3 } },
    ]);
  });
});
