export { createArchival } from './archival.ts';
