export { createLongTerm, type LongTerm, type LongTermContext } from './queue.ts';
