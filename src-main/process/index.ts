export { keepMallocThresholds } from './malloc-thresholds.ts';
export { protectMemory } from './protected-memory.ts';
