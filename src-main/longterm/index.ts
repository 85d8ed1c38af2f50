export { createLongTerm, type LongTerm, type LongTermRooms } from './queue.ts';
