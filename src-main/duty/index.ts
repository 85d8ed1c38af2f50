export { createDuties, type Duties } from './duty.ts';
