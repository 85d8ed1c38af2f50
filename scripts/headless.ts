/** `npm start -- --headless`: the clerk's job from beginning to end, with no display. */
import { existsSync } from 'node:fs';
import { trial, verificationReport } from '../src-main/contract/index.ts';
import { defaultOutputPath } from '../src-main/stamping/output-path.ts';
import { sampleSealPlace } from '../src-main/trial/sample-place.ts';
import { verdictWords } from '../src-main/words/index.ts';
import { askQianyin } from './qianyin.ts';

/** Makes the trial UKey, stamps the sample contract, verifies the result, says where it is. Throws when any of it fails. */
export function runHeadless(): void {
  const made = trial.parse(askQianyin(['trial']));
  console.log(`试用 UKey / trial token   ${made.token.label} (${made.token.serial})，PIN ${made.pin}`);
  const output = defaultOutputPath(made.sampleDocumentPath);
  const { page, xMm, yMm } = sampleSealPlace;
  const place = ['--seal', made.sealId, '--page', String(page), '--at', `${xMm},${yMm}`, '--reason', '试用 trial'];
  askQianyin(['stamp', made.sampleDocumentPath, '-o', output, ...place], { pin: made.pin });
  const report = verificationReport.parse(askQianyin(['verify', output], { accepted: [0, 1] }));
  console.log(`原文件 / original         ${made.sampleDocumentPath}`);
  console.log(`已盖章 / stamped          ${output}`);
  const words = [verdictWords['zh-CN'], verdictWords.en].map(({ verdicts }) => verdicts[report.verdict]);
  console.log(`结论 / verdict            ${words.join(' / ')}`);
  if (!existsSync(output) || report.verdict !== 'trial')
    throw new Error('试用盖章没有通过查验 / the trial stamp did not verify');
}
