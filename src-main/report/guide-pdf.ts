import { PDFDocument } from 'pdf-lib';
import type { Language } from '../contract/index.ts';
import { guideWords, nextStepWords, verdictsOfGuide } from '../words/index.ts';
import { markColors, verdictMarks, withFontQuotes } from './marks.ts';
import { createPageFlow, pointsPerMm, quiet } from './page-flow.ts';
import { embedReportFonts } from './report-font.ts';
import type { ReportingProgram } from './report-pdf.ts';

/** 验章说明, an A4 PDF to be sent along with a contract. Its day is given, so that the same words make the same bytes. */
export async function writeGuidePdf(language: Language, program: ReportingProgram, madeAt: Date): Promise<Uint8Array> {
  const words = guideWords[language];
  const document = await PDFDocument.create({ updateMetadata: false });
  const fonts = await embedReportFonts(document);
  const flow = createPageFlow(document, fonts, 18 * pointsPerMm);
  const say = (text: string) => withFontQuotes(text, language);
  const head = (text: string) => {
    flow.space(7);
    flow.reserve(20 * pointsPerMm);
    flow.text(say(text), { size: 13, weight: 'bold' });
    flow.space(2);
  };
  const list = ({ title, items }: { title: string; items: readonly string[] }, numbered: boolean) => {
    head(title);
    for (const [index, item] of items.entries()) {
      flow.text(say(`${numbered ? `${index + 1}.` : '·'} ${item}`), { size: 10.5 });
      flow.space(1.5);
    }
  };

  flow.text(words.title, { size: 22, weight: 'bold' });
  flow.space(4);
  flow.text(say(words.intro), { size: 10.5 });
  list(words.steps, true);
  head(words.verdicts.title);
  for (const { verdict, name, meaning, step } of verdictsOfGuide(language)) {
    const mark = verdictMarks[verdict];
    flow.reserve(18 * pointsPerMm);
    flow.marked(mark, name, { size: 11, markSize: 11, weight: 'bold', color: markColors[mark] });
    flow.text(say(meaning), { size: 10, indent: 16.5 });
    const colon = language === 'zh-CN' ? '：' : ': ';
    flow.text(say(`${nextStepWords[language].title}${colon}${step}`), { size: 10, indent: 16.5 });
    flow.space(3);
  }
  list(words.lines, false);
  list(words.acrobat, false);
  list(words.pitfalls, false);
  flow.space(8);
  flow.text(say(words.made(`${program.name} ${program.version}`)), { size: 8.5, color: quiet });

  document.setTitle(words.title, { showInWindowTitleBar: true });
  document.setLanguage(language);
  document.setProducer(`${program.name} ${program.version}`);
  document.setCreator(`${program.name} ${program.version}`);
  document.setCreationDate(madeAt);
  document.setModificationDate(madeAt);
  return document.save();
}
