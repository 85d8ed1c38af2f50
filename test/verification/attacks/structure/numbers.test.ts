/** Numbers and strings that one reader takes for the same, and another for something else. */
import { beforeAll, describe, it } from 'vitest';
import { stream } from '../../../fixtures/pdf/index.ts';
import { authorityExtensions } from '../../../signature/openssl-authority.ts';
import { timestampExtensions } from '../../../signature/openssl-responders.ts';
import type { Signing } from '../../sign-by-hand.ts';
import { type Attack, expectPermitted, expectRefused, timestampsOf } from '../sheet.ts';
import { setStage } from '../stage.ts';

const stage = setStage();
let authority: Signing;
beforeAll(() => {
  const { signing } = stage();
  const issuer = signing.authority.issue({ subject: '/CN=时间戳根', extensions: authorityExtensions });
  const holder = signing.authority.issue({ subject: '/CN=时间戳服务', issuer, extensions: timestampExtensions });
  authority = timestampsOf(signing, holder);
});

const picture = (columns: string) => ({
  20: `<< /K -1 /Columns ${columns} /Rows 8 >>`,
  21: stream(
    '\x26\xa0\x00\x10\x01',
    '/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 1 /ColorSpace /DeviceGray ' +
      '/Filter /CCITTFaxDecode /DecodeParms 20 0 R',
  ),
});
const pictured = { content: 'q 80 0 0 80 72 500 cm /I Do Q', resources: '/XObject << /I 21 0 R >>' };
const font = (first: string) =>
  `<< /Type /Font /Subtype /TrueType /BaseFont /Arial /FirstChar ${first} /LastChar 34 /Widths [900 900 900] >>`;
const stamp = (flags: string) =>
  `<< /Type /Annot /Subtype /Stamp /Rect [70 690 370 730] ${flags} /AP << /N 21 0 R >> >>`;
const stampLook = stream('1 g 0 0 300 40 re f', '/Type /XObject /Subtype /Form /BBox [0 0 300 40]');

const pageEntry = (before: string, after: string): Attack => ({ first: { page: before }, second: { page: after } });
const objectEntry = (more: Record<number, string>, second: Record<number, string>): Attack => ({
  first: { ...pictured, more },
  second: { more: second },
});

/** What stands there in the signed file, what the update writes instead, and what is told. */
const otherNumbers: Record<string, [attack: Attack, reasons: string[]]> = {
  'an angle as a real number': [pageEntry('/Rotate 90', '/Rotate 90.0'), ['page-content-changed']],
  'an angle that is nearly the same': [pageEntry('/Rotate 90', '/Rotate 89.9999999999'), ['page-content-changed']],
  'an angle that some readers wrap around to another': [
    pageEntry('/Rotate 18446744073709551706', '/Rotate 18446744073709551616'),
    ['page-content-changed'],
  ],
  'a huge angle as a real number': [pageEntry('/Rotate 4294967386', '/Rotate 4294967386.0'), ['page-content-changed']],
  'a scale as a real number': [pageEntry('/UserUnit 2', '/UserUnit 2.0'), ['page-content-changed']],
  'a hidden annotation whose flags become a real number': [
    {
      first: { annotations: '20 0 R', more: { 20: stamp('/F 2'), 21: stampLook } },
      second: { more: { 20: stamp('/F 2.0') } },
    },
    ['annotation-changed'],
  ],
  'how the lines of a picture are packed, as a real number': [
    objectEntry(picture('8'), { 20: picture('8')[20].replace('/K -1', '/K -1.0') }),
    ['resources-changed'],
  ],
  'the columns of a picture as a real number': [
    objectEntry(picture('8'), { 20: picture('8.0')[20] }),
    ['resources-changed'],
  ],
  'the first character of a font as a real number': [
    objectEntry({ ...picture('8'), 5: font('32') }, { 5: font('32.0') }),
    ['resources-changed'],
  ],
};

/** The colours of a line by the bytes of a string (ISO 32000-2, 7.3.4.2): what an end of line in it stands for. */
const indexed = (table: string) => ({
  content: '/CI cs 1 sc 72 600 200 40 re f',
  resources: `/ColorSpace << /CI [/Indexed /DeviceRGB 1 ${table}] >>`,
});
const otherStrings: Record<string, [before: string, after: string]> = {
  'the end of a line after a backslash, which stands for nothing': [
    '(\\\r\n\x01\x01\x01\xff\xff\xff)',
    '(\\n\x01\x01\x01\xff\xff\xff)',
  ],
  'the end of a line, which stands for one byte': [
    '(\r\n\x01\x01\xff\xff\xff\xff)',
    '(\\r\\n\x01\x01\xff\xff\xff\xff)',
  ],
};

describe('a number that is written otherwise is another one:', () => {
  for (const [what, [attack, reasons]] of Object.entries(otherNumbers)) {
    it(what, () => expectRefused(attack, reasons, stage()));
  }
});

describe('a string is its bytes:', () => {
  for (const [what, [before, after]] of Object.entries(otherStrings)) {
    it(what, () => expectRefused({ first: indexed(before), second: indexed(after) }, ['resources-changed'], stage()));
  }
});

describe('what a program writes in another way stays permitted:', () => {
  const same: Record<string, Attack> = {
    'nothing but the security store': { second: {} },
    'the sides of a page with fractions': pageEntry('/CropBox [0 0 595 842]', '/CropBox [0.0 0 595.00 842.0]'),
    'the same string in hexadecimal digits': {
      first: indexed('(\x01\x01\x01\xff\xff\xff)'),
      second: indexed('<010101FFFFFF>'),
    },
    'the same string with its line broken': {
      first: indexed('(\x01\x01\x01\xff\xff\xff)'),
      second: indexed('(\x01\x01\x01\\\n\xff\xff\xff)'),
    },
    'a number with another sign for more': pageEntry('/Rotate 0', '/Rotate +0'),
  };
  for (const [what, attack] of Object.entries(same)) {
    it(what, () => expectPermitted(attack, stage()));
  }
});

const marking = stream(
  '1 g 0 0 300 40 re f 0 g BT /F 24 Tf 2 10 Td (9999) Tj ET',
  '/Type /XObject /Subtype /Form /BBox [0 0 300 40] /Resources << /Font << /F 5 0 R >> >>',
);
const blank = stream('q Q', '/Type /XObject /Subtype /Form /BBox [0 0 300 40] /Resources << >>');
const stamped = (widget: string, look = blank, more: Record<number, string> = {}): Attack => ({
  second: { later: 'timestamp', widget: `${widget} /AP << /N 20 0 R >>`, more: { 20: look, ...more } },
});
const over = '/Rect [70 690 370 730]';
const seen = ['form-structure-changed'];

describe('a timestamp whose widget is seen by some readers is told:', () => {
  const widgets: Record<string, Attack> = {
    'hidden by a real number': stamped(`${over} /F 2.0`),
    'hidden by a real number without digits behind the point': stamped(`${over} /F 2.`),
    'hidden by a flag beyond 32 bits': stamped(`${over} /F 4294967298`),
    'hidden by a flag beyond 31 bits': stamped(`${over} /F 2147483650`),
    'hidden by a flag below zero': stamped(`${over} /F -4294967294`),
    'hidden by a number elsewhere': stamped(`${over} /F 21 0 R`, blank, { 21: '2' }),
    'hidden, but with an appearance that marks': stamped(`${over} /F 2`, marking),
    'without a place, but with an appearance that marks': stamped('/F 4 /Rect [0 0 0 0]', marking),
    'without a place, but with an appearance that moves itself': stamped(
      '/F 4 /Rect [0 0 0 0]',
      marking.replace('/BBox', '/Matrix [1 0 0 1 70 690] /BBox'),
    ),
    'with a place of next to no size': stamped('/F 4 /Rect [0 0 0.0000000001 0]'),
  };
  for (const [what, attack] of Object.entries(widgets)) {
    it(what, () => expectRefused(attack, seen, stage(), authority));
  }
});

describe('a timestamp whose widget nobody sees stays permitted:', () => {
  const widgets: Record<string, Attack> = {
    'on no page': { second: { later: 'timestamp' } },
    'without a place': { second: { later: 'timestamp', widget: '/F 132 /Rect [0 0 0 0]' } },
    'without a place, with an appearance that marks nothing': stamped('/F 132 /Rect [0.0 0 0 0]'),
    'hidden, with an appearance that marks nothing': stamped(`${over} /F 2`),
  };
  for (const [what, attack] of Object.entries(widgets)) {
    it(what, () => expectPermitted(attack, stage(), authority));
  }
});
