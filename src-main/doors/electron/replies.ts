import { AppError, type ErrorShape } from '../../contract/index.ts';

/** What the main process answers: Electron would strip an error of its code, so errors travel as data. */
export type Reply = { ok: unknown } | { error: ErrorShape };

/** The outcome of some work as a reply. */
export async function replyOf(work: () => Promise<unknown>): Promise<Reply> {
  try {
    return { ok: await work() };
  } catch (thrown) {
    return { error: AppError.from(thrown).toShape() };
  }
}
