/** 用印管控: what keepers ask of whoever uses a seal. */
export type { ReadLine, ReadText } from './amount-check.ts';
export { type Control, type ControlledStamp, createControl } from './control.ts';
export { keptRulesOf } from './use-rules.ts';
