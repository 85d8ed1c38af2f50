export { createTrialHandlers } from './handlers.ts';
export { readTrial } from './make-trial.ts';
