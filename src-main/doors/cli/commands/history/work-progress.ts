import { randomUUID } from 'node:crypto';
import type { App } from '../../../../app.ts';
import type { HistoryProgress } from '../../../../contract/index.ts';
import type { Session } from '../../session.ts';
import { plainText, writeInLine } from '../../terminal.ts';

const line = ({ work, done, total, current }: HistoryProgress) =>
  work === 'export' ? `${done} %` : `${Math.min(done + 1, total)}/${total} ${plainText(current)}`.slice(0, 76);

/** Does long work on the record, tells on a terminal how far it is, and ends it on Ctrl-C. */
export async function followWork<T>(session: Session, app: App, work: (runId: string) => Promise<T>): Promise<T> {
  const runId = randomUUID();
  const isShown = process.stderr.isTTY && !session.json;
  const show = (text: string) => isShown && writeInLine(process.stderr, text, { anew: true });
  const cancel = () => {
    app.call('history.cancel', { runId }).catch(() => {});
  };
  const unsubscribe = app.subscribe('history.progress', (progress) => {
    if (progress.runId === runId) show(line(progress));
  });
  process.on('SIGINT', cancel);
  process.on('SIGTERM', cancel);
  try {
    return await work(runId);
  } finally {
    show('');
    process.off('SIGINT', cancel);
    process.off('SIGTERM', cancel);
    unsubscribe();
  }
}
