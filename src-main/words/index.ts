/**
 * What a person calls the things of the contract, in both languages: window, command line, tables and reports take it
 * from here.
 */
export * from './authority-names.ts';
export * from './change-words.ts';
export { csvLine, csvMark, csvOf } from './csv.ts';
export { describeDriverQuestion } from './driver-file-words.ts';
export * from './error-words.ts';
export { describeEvent } from './event-words.ts';
export * from './findings/finding-words.ts';
export * from './history-fault-words.ts';
export * from './history-words.ts';
export * from './local-time.ts';
export * from './measures.ts';
export * from './name-words.ts';
export * from './reconcile-words.ts';
export * from './recovered-words.ts';
export { describeRole } from './role-words.ts';
export { describeLegibility } from './seals/legibility-words.ts';
export * from './seals/seal-life-words.ts';
export * from './seals/seal-picture-words.ts';
export * from './seals/seal-state-words.ts';
export * from './sentences.ts';
export { describeUse, describeWay } from './use-words.ts';
export * from './verdict-words.ts';
export { archivePartNames, describeArchiveFinding } from './verifying/archive-words.ts';
export { guideWords, verdictsOfGuide } from './verifying/guide.ts';
export { nextStepWords } from './verifying/next-step-words.ts';
export {
  describeStep,
  placesOfSteps,
  stepOfFinding,
  stepsAfter,
} from './verifying/next-steps.ts';
export * from './visible-text.ts';
export { describeEntry, describeRules } from './warnings/rule-words.ts';
export * from './warnings/warning-words.ts';
