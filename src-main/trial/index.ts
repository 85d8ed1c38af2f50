export { createTrialHandlers } from './handlers.ts';
