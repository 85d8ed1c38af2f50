import { AppError, type RaisedWarning } from '../../contract/index.ts';
import { compareEmbedded } from '../../structured/index.ts';
import type { PreparedStamp } from '../prepared-stamp.ts';

/** So many are named. */
const mostNamed = 5;

/** Whether the data within a document say what its pages do, where whoever embedded them named what is to agree. */
export async function checkData(
  { source, facts }: Pick<PreparedStamp, 'source' | 'facts'>,
  password: string | undefined,
): Promise<RaisedWarning[]> {
  if (!facts.hasNamedData) return [];
  try {
    const { differences } = await compareEmbedded({ source, password });
    return differences
      .slice(0, mostNamed)
      .map(({ name, value, printed }) => ({ code: 'data-differs', values: { name, value, printed } }));
  } catch (thrown) {
    // What is to agree and cannot be compared does not agree as far as anybody knows.
    if (thrown instanceof AppError) return [{ code: 'data-not-compared', values: {} }];
    throw thrown;
  }
}
