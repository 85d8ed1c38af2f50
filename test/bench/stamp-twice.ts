/** Puts two seals on a document, one run after the other, for the rows of verification: their memory shall be theirs alone. */
import { rmSync } from 'node:fs';
import { type BenchHome, openCore } from './core.ts';

const [inputPath = '', outputPath = '', homeText = ''] = process.argv.slice(2);
const home = JSON.parse(homeText) as BenchHome;
const core = await openCore(home);
const [seal] = await core.call('seals.list', {});
if (!seal?.tokenId) throw new Error('the token of the measurement is not there');
const { id: sealId, tokenId } = seal;

async function stamp(from: string, to: string): Promise<void> {
  const placements = [{ sealId, page: 1, xMm: 150, yMm: 230 }];
  const pins = { [tokenId]: home.pin };
  await core.call('stamp.run', { runId: to, path: from, outputPath: to, overwrite: true, placements, pins });
}

const oncePath = `${outputPath}.once.pdf`;
await stamp(inputPath, oncePath);
await stamp(oncePath, outputPath);
rmSync(oncePath);
await core.close();
