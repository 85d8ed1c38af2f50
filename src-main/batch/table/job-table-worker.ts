import { answerInThread } from '../../runtime/index.ts';
import type { TableAnswer, TableWork } from './job-table-thread.ts';
import { readRows } from './read-rows.ts';

answerInThread<TableWork, TableAnswer>(async ({ bytes }) => {
  try {
    return { rows: await readRows(bytes) };
  } catch (cause) {
    return { trouble: cause instanceof Error ? cause.message : String(cause) };
  }
});
