/** Many files, one rule: looked at, stamped with one login, and settled after a kill. */
export { type BatchContext, type Batches, createBatches } from './handlers.ts';
