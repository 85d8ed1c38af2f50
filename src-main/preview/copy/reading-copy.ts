import { PDFDocument, PDFName, type PDFPage } from 'pdf-lib';
import type { PreviewedPackage } from '../previewed-package.ts';
import { GlyphFonts } from './glyph-fonts.ts';
import { PageInk } from './page-ink.ts';
import { CopiedPictures } from './pictures.ts';

/** What is said on every page and in the properties of the file: no reader takes the copy for the sealed document. */
export const copyMark = '阅读副本，签章不随转换';
const copyMarkEnglish = 'Reading copy: its seals and signatures are not carried over';

/** On pages that show less than the document. */
const partialMark = '本页有内容未能显示';

const pointsPerMm = 72 / 25.4;

/** A PDF of all pages, drawn as in the window. It carries no signature of the document, and says so. */
export async function makeReadingCopy(
  previewed: PreviewedPackage,
  { title, onPage }: { readonly title: string; onPage(page: number): void },
): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.setTitle(`${title} · ${copyMark}`);
  document.setSubject(`${copyMark}. ${copyMarkEnglish}.`);
  document.setKeywords([copyMark, 'OFD']);
  document.setCreator('钤印 Qianyin');
  document.setProducer('钤印 Qianyin');
  document.setLanguage('zh-CN');
  const fonts = new GlyphFonts(document.context);
  const pictures = new CopiedPictures(document);
  for (let number = 1; number <= previewed.shown.pageCount; number++) {
    const drawing = previewed.drawing(number);
    const page = document.addPage([drawing.widthMm * pointsPerMm, drawing.heightMm * pointsPerMm]);
    const ink = new PageInk(document.context, drawing, fonts);
    let hasLost = false;
    for (const item of drawing.items) {
      if (item.kind !== 'image') ink.draw(item);
      else {
        const key = drawing.images[item.image]?.key ?? '';
        const picture = await pictures.take(key, () => previewed.picture(number, key));
        if (picture.ref === null) {
          hasLost = true;
          ink.undrawn(item, picture.fault);
        } else ink.picture(item, picture.ref);
      }
    }
    const isPartial = drawing.notes.length > 0 || hasLost;
    ink.mark(`${copyMark} · ${copyMarkEnglish}${isPartial ? ` · ${partialMark}` : ''}`);
    finish(page, ink);
    onPage(number);
  }
  fonts.finish();
  return document.save({ useObjectStreams: true });
}

function finish(page: PDFPage, ink: PageInk): void {
  const { context } = page.doc;
  const { content, resources } = ink.finish();
  page.node.set(PDFName.of('Contents'), context.register(context.flateStream(content)));
  page.node.set(PDFName.of('Resources'), resources);
}
