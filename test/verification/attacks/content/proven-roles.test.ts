/** Objects that call themselves what they are not, and annotations that some readers draw and others do not. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../../fixtures/pdf/index.ts';
import { type Attack, expectRefused, judged } from '../sheet.ts';
import { setStage } from '../stage.ts';

const stage = setStage();

describe('a node of the page tree is the parent of a field that calls itself a page', () => {
  it('is told', () =>
    expectRefused(
      {
        first: {
          fields: '20 0 R',
          annotations: '20 0 R',
          form: '/DA (/Helv 12 Tf 0 g) /DR << /Font << /Helv 5 0 R >> >>',
          tree: '/V (1000)',
          more: {
            20: '<< /Type /Page /Subtype /Widget /FT /Tx /T (Amount) /Rect [70 600 370 630] /F 4 /DA (/Helv 20 Tf 0 g) /P 3 0 R /Parent 2 0 R >>',
          },
        },
        second: { tree: '/V (9999)' },
      },
      ['page-content-changed', 'hidden-object'],
      stage(),
    ));
});

describe('a later seal, opaque, over a field without appearance that some readers draw', () => {
  const look = stream('1 0 0 rg 0 0 120 60 re f', '/Type /XObject /Subtype /Form /BBox [0 0 120 60] /Resources << >>');
  const over = (entries: string): Attack => ({
    first: {
      fields: '30 0 R',
      annotations: '30 0 R',
      form: '/DR << /Font << /Helv 5 0 R >> >>',
      more: {
        30: `<< /Type /Annot /Subtype /Widget /FT /Tx /T (Amount) /V (1000) /P 3 0 R /Rect [310 110 400 150] /DA (/Helv 12 Tf 0 g) ${entries} >>`,
        31: stream('', '/Type /XObject /Subtype /Form /BBox [0 0 120 60] /Resources << >>'),
      },
    },
    second: { later: 'signature', widget: '/F 132 /Rect [300 100 420 160] /AP << /N 20 0 R >>', more: { 20: look } },
  });
  it.each(['/F 2.0', '/F 4294967298', '/F 4 /AP << /N << /On 31 0 R >> >>'])('%s', async (entries) => {
    expect((await judged(over(entries), stage())).laterChanges).toBe('changed');
  });
});
