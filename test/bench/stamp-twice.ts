/** Puts one seal or two on a document, one run after the other, for the rows of verification: their memory shall be theirs alone. */
import { rmSync } from 'node:fs';
import type { PlacementInput } from '../../src-main/contract/index.ts';
import { type BenchHome, openCore } from './core.ts';

const [inputPath = '', outputPath = '', homeText = '', seals = '2'] = process.argv.slice(2);
const home = JSON.parse(homeText) as BenchHome;
const core = await openCore(home);
const [seal] = await core.call('seals.list', {});
if (!seal?.tokenId) throw new Error('the token of the measurement is not there');
const { id: sealId, tokenId } = seal;

async function stamp(from: string, to: string, yMm: number): Promise<void> {
  const placements: PlacementInput[] = [{ sealId, placing: { rule: 'here', page: 1, xMm: 150, yMm } }];
  const pins = { [tokenId]: home.pin };
  await core.call('stamp.run', { runId: to, path: from, outputPath: to, overwrite: true, placements, pins });
}

if (seals === '1') await stamp(inputPath, outputPath, 230);
else {
  const oncePath = `${outputPath}.once.pdf`;
  await stamp(inputPath, oncePath, 230);
  await stamp(oncePath, outputPath, 150);
  rmSync(oncePath);
}
await core.close();
