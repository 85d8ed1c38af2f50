import { dirname, join, parse } from 'node:path';
import { absolutePath } from '../../../../files/index.ts';
import { requireOutput, writeOutput } from '../../output-file.ts';
import type { Session } from '../../session.ts';
import { formatFacts } from '../../table.ts';

export interface ExportPdfOptions {
  readonly output?: string;
  readonly force: boolean;
}

/** `qianyin export-pdf`: an OFD as a PDF for reading, which carries no seal over and says so. */
export async function exportPdf(session: Session, input: string, given: ExportPdfOptions): Promise<void> {
  const app = await session.app();
  const path = absolutePath(input);
  const { documentId, format } = await app.call('documents.open', { path });
  try {
    const beside = join(dirname(path), `${parse(path).name}_阅读副本.pdf`);
    const output = given.output === undefined ? beside : session.outputPath(given.output);
    // Before any work; a PDF is refused below, whatever is there.
    if (format === 'ofd') requireOutput(output, given.force);
    const { pageCount, content } = await app.call('documents.readingCopy', { documentId });
    writeOutput(output, content, given.force);
    const { columns, readingCopyHint } = session.words;
    session.print({ outputPath: output, pageCount }, (shown) =>
      formatFacts([
        [columns.readingCopy, shown.outputPath],
        [columns.page, String(shown.pageCount)],
      ]),
    );
    session.note(readingCopyHint);
  } finally {
    await app.call('documents.close', { documentId });
  }
}
