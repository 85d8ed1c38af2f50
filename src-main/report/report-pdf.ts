import { PDFDocument, rgb } from 'pdf-lib';
import type { DocumentChange, Finding, Language, SignatureReport, VerificationReport } from '../contract/index.ts';
import {
  describeChanges,
  describeClaimedTimestamp,
  describeFinding,
  describeSealPictures,
  describeStep,
  describeVerdict,
  findingWords,
  formatBytes,
  formatDay,
  formatZonedTime,
  groupDigits,
  nameWords,
  nextStepWords,
  sealPictureWords,
  stepsAfter,
  verdictWords,
} from '../words/index.ts';
import { formatCount } from './format.ts';
import type { Mark } from './marks.ts';
import { markColors, verdictMarks, withFontQuotes } from './marks.ts';
import { createPageFlow, ink, margin, type PageFlow, pageHeight, pageWidth, pointsPerMm, quiet } from './page-flow.ts';
import { embedReportFonts, type ReportFont } from './report-font.ts';
import { type ReportWords, reportWords } from './report-words.ts';

/** The program that verified, as the report names it. */
export interface ReportingProgram {
  readonly name: string;
  readonly version: string;
}

interface Writing {
  readonly flow: PageFlow;
  readonly language: Language;
  readonly report: VerificationReport;
}

const findingMarks: Readonly<Record<Finding['state'], Mark>> = {
  passed: 'good',
  failed: 'bad',
  unknown: 'open',
  warning: 'note',
  'not-applicable': 'empty',
};
const lineMarks = {
  content: { unchanged: 'good', changed: 'bad', unknown: 'open', none: 'empty' },
  afterwards: { none: 'good', 'signatures-only': 'good', allowed: 'good', changed: 'bad', unknown: 'open' },
  identity: {
    trusted: 'good',
    untrusted: 'open',
    'maker-untrusted': 'open',
    expired: 'bad',
    invalid: 'bad',
    unknown: 'open',
    none: 'empty',
  },
} as const satisfies { [Line in keyof VerificationReport['lines']]: Record<VerificationReport['lines'][Line], Mark> };

/** A report is for people: whoever put more into a file than they read finds all of it in the JSON. */
const maxSignatures = 200;
const maxChanges = 50;
const maxCharacters = 600;

const trialColor = rgb(1, 0.78, 0.2);
const trialBandHeight = 9 * pointsPerMm;

/** Text from outside, cut where nobody reads on. */
function shorten(text: string, language: Language): string {
  const characters = [...text];
  if (characters.length <= maxCharacters) return text;
  const more = reportWords[language].cut(characters.length - maxCharacters);
  return characters.slice(0, maxCharacters).join('') + more;
}

function writeHead({ flow, language, report }: Writing, program: ReportingProgram): void {
  const words = reportWords[language];
  const verdicts = verdictWords[language];
  flow.text(report.trial ? words.trialTitle : words.title, { size: 22, weight: 'bold' });
  flow.space(8);
  const mark = verdictMarks[report.verdict];
  const word = verdicts.verdicts[report.verdict];
  flow.marked(mark, word, { size: 18, markSize: 19, weight: 'bold', color: markColors[mark] });
  flow.text(describeVerdict(report, language), { size: 10.5 });
  const colon = language === 'zh-CN' ? '：' : ': ';
  for (const step of stepsAfter(report)) {
    const sentence = `${nextStepWords[language].title}${colon}${describeStep(step, language)}`;
    flow.text(withFontQuotes(sentence, language), { size: 10.5 });
  }
  flow.space(6);
  if (report.signatures.length > 0) writeLines({ flow, language, report });
  writeSealPictures({ flow, language, report });
  flow.rule();
  flow.space(4);
  flow.fact(words.fileName, shorten(report.name, language));
  flow.fact(words.sizeLabel, words.size(formatBytes(report.sizeBytes), formatCount(report.sizeBytes)));
  flow.fact(words.format, report.format.toUpperCase());
  flow.fact(words.pages, formatCount(report.pageCount));
  flow.fact(words.digest, groupDigits(report.sha256));
  flow.fact(words.verifiedAt, formatZonedTime(report.verifiedAt, language));
  flow.fact(words.verifiedBy, `${program.name} ${program.version}`);
}

function writeLines({ flow, language, report }: Writing): void {
  if (report.damage !== null) flow.marked('note', verdictWords[language].damaged, { size: 10, markSize: 9 });
  if (report.verdict === 'unsigned' || report.signatures.length === 0) return;
  const { lines: names, content, afterwards, identity } = verdictWords[language];
  const { lines } = report;
  const told = [
    [lineMarks.content[lines.content], names.content, content[lines.content]],
    [lineMarks.afterwards[lines.afterwards], names.afterwards, afterwards[lines.afterwards]],
    [lineMarks.identity[lines.identity], names.identity, identity[lines.identity]],
  ] as const;
  for (const [mark, name, value] of told) {
    flow.marked(mark, `${name}${language === 'zh-CN' ? '：' : ': '}${value}`, {
      size: 11.5,
      markSize: 11,
      weight: 'bold',
      color: markColors[mark],
    });
  }
  flow.space(2);
}

/** What looks like a seal and is none: a warning beside the verdict. */
function writeSealPictures({ flow, language, report }: Writing): void {
  const sentences = describeSealPictures(report.unsignedSealPictures, language);
  if (sentences.length === 0) return;
  flow.space(2);
  flow.text(sealPictureWords[language].title, { size: 11.5, weight: 'bold', color: markColors.note });
  for (const sentence of sentences) flow.marked('note', sentence, { size: 10, markSize: 9 });
  flow.space(2);
}

function writeSignature(writing: Writing, signature: SignatureReport, index: number): void {
  const { flow, language, report } = writing;
  const words = reportWords[language];
  flow.reserve(45 * pointsPerMm);
  flow.rule();
  flow.space(3);
  flow.text(words.signature(index, report.signatures.length), { size: 9, color: quiet });
  flow.text(shorten(signature.signerName, language), { size: 13, weight: 'bold' });
  const mark = verdictMarks[signature.verdict];
  const word = verdictWords[language].verdicts[signature.verdict];
  flow.marked(mark, word + (signature.trial ? ` · ${words.trialBand}` : ''), {
    size: 11,
    markSize: 11,
    weight: 'bold',
    color: markColors[mark],
  });
  flow.space(3);
  writeFacts(writing, signature);
  flow.space(3);
  writeChanges(writing, signature.changes);
  flow.reserve(16 * pointsPerMm);
  flow.text(words.findings, { size: 10, weight: 'bold' });
  for (const finding of signature.findings) writeFinding(writing, finding);
  flow.space(8);
}

function writeFacts({ flow, language, report }: Writing, signature: SignatureReport): void {
  const words = reportWords[language];
  const { seal, certificate, signingTime, signingTimeSource, timestamp, claimedTimestamp, widget } = signature;
  const fact = (name: string, value: string) => {
    if (value !== '') flow.fact(name, shorten(value, language));
  };
  const day = (instant: string) => formatDay(instant, language);
  fact(words.signer, certificate?.subject.text ?? signature.signerName);
  if (seal) {
    const { sealNumber, makerName, validFrom, validUntil } = seal;
    const facts = words.sealFacts({
      number: sealNumber,
      maker: makerName,
      from: day(validFrom),
      until: day(validUntil),
    });
    fact(words.seal, seal.name);
    fact('', facts);
  }
  const clock = nameWords[language].timeSources[signingTimeSource];
  fact(
    words.time,
    signingTime === null
      ? nameWords[language].timeSources.none
      : `${formatZonedTime(signingTime, language)} · ${clock}`,
  );
  if (timestamp) fact(words.timestampAuthority, timestamp.authorityName);
  if (claimedTimestamp) fact(words.claimedTimestamp, describeClaimedTimestamp(claimedTimestamp, language));
  if (certificate) {
    fact(
      words.certificate,
      `${certificate.keyAlgorithm} · ${words.validity(day(certificate.notBefore), day(certificate.notAfter))}`,
    );
    fact(words.issuer, certificate.issuer.text);
    fact(words.serialNumber, groupDigits(certificate.serialNumber));
    fact(words.fingerprint, groupDigits(certificate.fingerprint));
  } else fact(words.certificate, words.noCertificate);
  fact(words.algorithm, signature.algorithm);
  fact(words.covered, describeCoverage(signature, report, words));
  fact(words.contentDigest, groupDigits(signature.digest));
  if (widget && widget.widthMm > 0 && widget.heightMm > 0) {
    const x = (widget.leftMm + widget.widthMm / 2).toFixed(1);
    const y = (widget.topMm + widget.heightMm / 2).toFixed(1);
    fact(words.place, words.placeOn(widget.page, x, y));
  }
  fact(words.reason, signature.reason);
  fact(words.location, signature.location);
  fact(words.field, `${signature.fieldName} · ${signature.subFilter}`);
}

/** Without revisions there is no place up to which it reaches: the findings and the changes say what it leaves out. */
function describeCoverage(
  { coversWholeFile, coveredUntil }: Pick<SignatureReport, 'coversWholeFile' | 'coveredUntil'>,
  { sizeBytes }: Pick<VerificationReport, 'sizeBytes'>,
  words: ReportWords,
): string {
  if (coversWholeFile) return words.coversWhole;
  return coveredUntil === null
    ? words.coversPartly
    : words.coversUntil(formatCount(coveredUntil), formatCount(sizeBytes));
}

function markOf({ allowedBy, coversContent }: DocumentChange): Mark {
  if (coversContent) return 'bad';
  return allowedBy === null ? 'note' : 'good';
}

function writeChanges({ flow, language }: Writing, changes: readonly DocumentChange[]): void {
  if (changes.length === 0) return;
  const words = reportWords[language];
  flow.reserve(16 * pointsPerMm);
  flow.text(words.changes(changes.length), { size: 10, weight: 'bold' });
  const described = describeChanges(changes, language);
  for (const { sentence, changes: told } of described.slice(0, maxChanges)) {
    const text = shorten(withFontQuotes(sentence, language), language);
    flow.marked(told.map(markOf).find((mark) => mark !== 'good') ?? 'good', text, { size: 9.5, markSize: 8.5 });
  }
  const more = described.length - maxChanges;
  if (more > 0) flow.text(words.changesNotListed(more), { size: 9.5 });
  flow.space(3);
}

function writeFinding({ flow, language }: Writing, finding: Finding): void {
  const words = findingWords[language];
  const mark = findingMarks[finding.state];
  flow.reserve(34);
  flow.marked(mark, `${words.states[finding.state]} · ${words.checks[finding.code].title}`, {
    size: 9.5,
    markSize: 8.5,
    color: markColors[mark],
    weight: 'bold',
  });
  const indent = 8.5 * 1.5;
  const sentence = withFontQuotes(describeFinding(finding, language), language);
  if (sentence !== words.states[finding.state]) flow.text(shorten(sentence, language), { size: 9.5, indent });
  if (finding.evidence) {
    const evidence = `${reportWords[language].evidence}: ${finding.reason} · ${finding.evidence}`;
    flow.text(shorten(evidence, language), { size: 8, indent, color: quiet });
  }
  flow.space(2.5);
}

/** What every page bears: the program and the file at its foot, on trial the band at its head. */
function writeEdges(
  { flow, language, report }: Writing,
  program: ReportingProgram,
  font: ReportFont,
  bold: ReportFont,
) {
  const words = reportWords[language];
  const size = 8;
  for (const [index, page] of flow.pages.entries()) {
    const left = font.showable(
      `${program.name} ${program.version} · SHA-256 ${groupDigits(report.sha256.slice(0, 16))} …`,
    );
    const right = words.pageOf(index + 1, flow.pages.length);
    const y = 12 * pointsPerMm;
    page.drawText(left, { x: margin, y, size, font: font.embedded, color: quiet });
    const x = pageWidth - margin - font.widthOf(right, size);
    page.drawText(right, { x, y, size, font: font.embedded, color: quiet });
    if (!report.trial) continue;
    page.drawRectangle({
      x: 0,
      y: pageHeight - trialBandHeight,
      width: pageWidth,
      height: trialBandHeight,
      color: trialColor,
    });
    const bandSize = 12;
    page.drawText(words.trialBand, {
      x: (pageWidth - bold.widthOf(words.trialBand, bandSize)) / 2,
      y: pageHeight - trialBandHeight / 2 - bandSize * 0.36,
      size: bandSize,
      font: bold.embedded,
      color: ink,
    });
  }
}

/**
 * The printable 验证报告: an A4 PDF that says in words, shapes and colours what was found. It has no signature and nothing that looks
 * like a seal. Text from the file is shown exactly or, where it could deceive, as code points.
 */
export async function writeReportPdf(
  report: VerificationReport,
  language: Language,
  program: ReportingProgram,
): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const fonts = await embedReportFonts(document);
  const words = reportWords[language];
  const flow = createPageFlow(document, fonts, report.trial ? trialBandHeight + 10 * pointsPerMm : 18 * pointsPerMm);
  const writing: Writing = { flow, language, report };
  writeHead(writing, program);
  if (report.signatures.length > 0) {
    flow.space(10);
    flow.reserve(60 * pointsPerMm);
    flow.text(words.signatures(report.signatures.length), { size: 14, weight: 'bold' });
    flow.space(4);
  }
  for (const [index, signature] of report.signatures.slice(0, maxSignatures).entries()) {
    writeSignature(writing, signature, index + 1);
  }
  const more = report.signatures.length - maxSignatures;
  if (more > 0) flow.text(words.notListed(more), { size: 10 });
  flow.space(4);
  flow.reserve(60);
  flow.rule();
  flow.text(words.nature, { size: 8.5, color: quiet });
  writeEdges(writing, program, fonts.regular, fonts.bold);

  document.setTitle(`${words.title} · ${fonts.regular.showable(shorten(report.name, language))}`, {
    showInWindowTitleBar: true,
  });
  document.setLanguage(language);
  document.setProducer(`${program.name} ${program.version}`);
  document.setCreator(`${program.name} ${program.version}`);
  document.setCreationDate(new Date(report.verifiedAt));
  document.setModificationDate(new Date(report.verifiedAt));
  return document.save();
}
