/** What goes on record beside the uses of seals: PINs, seals, trust, settings, batches, starts and stops. */
export { batchesTold } from './batches.ts';
export { type Recorder, recordChange, recorded } from './handlers.ts';
export { recordedSettings } from './settings.ts';
export { recordSystemRoots } from './system-roots.ts';
export { sealsTold, trustTold } from './tellings.ts';
export { recordedTokens } from './tokens.ts';
