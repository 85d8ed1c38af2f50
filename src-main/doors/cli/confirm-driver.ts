import type { ConfirmDriver } from '../../app.ts';
import type { Language } from '../../contract/index.ts';
import { describeDriverQuestion } from '../../words/index.ts';
import { askSecret, canAsk } from './secrets.ts';
import { writeLines } from './terminal.ts';

/** Shows on the terminal what is to be decided by. */
export function showDriver(file: Parameters<ConfirmDriver>[0], language: Language): string {
  const { question, lines } = describeDriverQuestion(file, language);
  for (const line of lines) writeLines(process.stderr, line);
  return `${question} (yes/no) `;
}

export const isYes = (answer: string) => /^\s*y(es)?\s*$/i.test(answer);

/** A command that names a driver is the person's own word; at a terminal they see first who stands behind the file. */
export const confirmTypedDriver =
  (language: Language): ConfirmDriver =>
  async (file) => {
    const question = showDriver(file, language);
    if (!canAsk()) return 'load';
    return isYes(await askSecret(question)) ? 'load' : 'leave';
  };
