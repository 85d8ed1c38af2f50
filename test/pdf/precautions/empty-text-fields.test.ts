import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bytesSource, inDocumentThread } from '../../../src-main/pdf/index.ts';
import { checkBlanks } from '../../../src-main/stamping/preflight/blank-check.ts';
import { onePage } from '../../fixtures/pdf/index.ts';

const rect = (bottom: number) => `/Rect [100 ${bottom} 300 ${bottom + 20}] /P 3 0 R /F 4 /Type /Annot /Subtype /Widget`;

test('text fields without a value are blanks; filled ones, those for programs and those that nobody sees are not', async () => {
  const more = {
    6: `<< ${rect(700)} /FT /Tx /T (buyer) /TU (\\376\\377\\116\\160\\145\\271) >>`,
    7: `<< ${rect(650)} /FT /Tx /T (filled) /V (SY-1) >>`,
    8: `<< ${rect(600)} /FT /Tx /T (total) /Ff 1 >>`,
    9: `<< ${rect(550).replace('/F 4', '/F 2')} /FT /Tx /T (hidden) >>`,
    10: `<< ${rect(500)} /FT /Btn /T (box) >>`,
    // The type is that of the group, an empty text is no value, and two places are one blank.
    11: '<< /FT /Tx /T (group) /Kids [12 0 R 15 0 R] >>',
    12: '<< /T (date) /V () /Parent 11 0 R /Kids [13 0 R 14 0 R] >>',
    13: `<< ${rect(450)} /Parent 12 0 R >>`,
    14: `<< ${rect(400)} /Parent 12 0 R >>`,
    15: `<< ${rect(350)} /T (amount) /V (   ) /Parent 11 0 R >>`,
  };
  const names = [6, 7, 8, 9, 10, 13, 14, 15].map((number) => `${number} 0 R`).join(' ');
  const bytes = onePage({
    catalog: '/AcroForm << /Fields [6 0 R 7 0 R 8 0 R 9 0 R 10 0 R 11 0 R] >>',
    pageEntries: `/Annots [${names}]`,
    more,
  });
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-fields-'));
  const path = join(folder, 'form.pdf');
  writeFileSync(path, bytes);
  // Another reader takes it for a form as well.
  expect(execFileSync('pdfinfo', [path], { encoding: 'utf8' })).toMatch(/Form:\s+AcroForm/);
  rmSync(folder, { recursive: true });
  const opened = { source: bytesSource(bytes), password: undefined };
  const { emptyFields } = await inDocumentThread('precautions', opened, { pages: [1] });
  expect(emptyFields.map(({ name, page }) => [name, page])).toEqual([
    ['买方', 1],
    ['date', 1],
    ['amount', 1],
  ]);
  const findings = checkBlanks([], emptyFields);
  expect(findings).toHaveLength(3);
  expect(findings[1]).toMatchObject({ code: 'blank-field', values: { text: 'date', page: 1 }, place: { page: 1 } });
});
