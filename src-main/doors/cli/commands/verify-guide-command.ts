import { requireOutput, writeOutput } from '../output-file.ts';
import type { Session } from '../session.ts';

export interface GuideOptions {
  output: string;
  force: boolean;
}

/** `qianyin verify-guide`: 验章说明 in the language of the command. */
export async function writeGuide(session: Session, options: GuideOptions): Promise<void> {
  const path = session.outputPath(options.output);
  requireOutput(path, options.force);
  const app = await session.app();
  const { content } = await app.call('verify.guide', { language: session.language });
  writeOutput(path, content, options.force);
  session.note(session.words.guideWritten(path));
}
