export { keepMallocThresholds } from './malloc-thresholds.ts';
