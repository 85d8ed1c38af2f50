import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import { searchFontsLate } from '../../../src-main/pdf/rendering/late-fonts.ts';

function picture(write: (context: SKRSContext2D) => void): Buffer {
  const context = createCanvas(300, 120).getContext('2d');
  write(context);
  return Buffer.from(context.getImageData(0, 0, 300, 120).data);
}

const writings: Record<string, (context: SKRSContext2D) => void> = {
  'in the font that a canvas has': (context) => context.fillText('plain', 10, 60),
  'in a font that was set': (context) => {
    context.font = 'bold 30px serif';
    context.fillText('serif', 10, 60);
    context.strokeText('serif', 10, 100);
  },
  'after another font was given back': (context) => {
    context.font = '20px serif';
    context.save();
    context.font = '40px monospace';
    context.restore();
    context.fillText('small again', 10, 60);
  },
  'in a font that was set before it was used and kept': (context) => {
    context.font = '20px serif';
    context.save();
    context.fillText('first', 10, 40);
    context.font = '40px monospace';
    context.fillText('second', 10, 80);
    context.restore();
    context.fillText('third', 10, 110);
  },
  'in what was left when more was given back than kept': (context) => {
    context.font = '25px monospace';
    context.restore();
    context.fillText('left', 10, 60);
  },
};

it('text looks the same, whenever its font is searched', () => {
  const before = Object.values(writings).map(picture);
  const width = (font: string) => {
    const context = createCanvas(1, 1).getContext('2d');
    context.font = font;
    return [context.font, context.measureText('measured').width];
  };
  const measured = [width('20px serif'), width('30px monospace')];
  searchFontsLate();
  for (const [index, [name, write]] of Object.entries(writings).entries()) {
    expect(
      before[index]?.some((value) => value > 0),
      name,
    ).toBe(true);
    expect(before[index]?.equals(picture(write)), name).toBe(true);
  }
  expect([width('20px serif'), width('30px monospace')]).toEqual(measured);
});
