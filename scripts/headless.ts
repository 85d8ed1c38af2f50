/** `npm start -- --headless`: the clerk's job from beginning to end, with no display. */
import { existsSync } from 'node:fs';
import { trial, verificationReport } from '../src-main/contract/index.ts';
import { defaultOutputPath } from '../src-main/stamping/output-path.ts';
import { sampleSealPlace } from '../src-main/trial/sample-place.ts';
import { askQianyin } from './qianyin.ts';

const verdictWords = {
  valid: '有效 valid',
  changed: '有效，但盖章后有改动 changed after stamping',
  invalid: '无效 invalid',
  indeterminate: '无法确认 indeterminate',
  unsigned: '没有签章 unsigned',
} as const;

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
  console.log(
    `结论 / verdict            ${verdictWords[report.verdict]}${report.trial ? '（试用印章，不具法律效力 / trial seal, no legal force）' : ''}`,
  );
  if (!existsSync(output) || report.verdict !== 'valid')
    throw new Error('试用盖章没有通过查验 / the trial stamp did not verify');
}
