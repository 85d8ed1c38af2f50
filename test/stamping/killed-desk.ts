/** Makes a stamped file as a run does, and is killed at the step that it is told. */
import { join } from 'node:path';
import { createOutputFile, keepUnfinishedList, writeFileAtomically } from '../../src-main/files/index.ts';
import { openLedger } from '../../src-main/history/index.ts';
import { use } from '../history/seal-use.ts';

const [home = '', outputPath = '', step = '', overwrite = ''] = process.argv.slice(2);
const dieAt = (reached: string) => {
  if (step === reached) process.kill(process.pid, 'SIGKILL');
};

keepUnfinishedList(join(home, 'unfinished'));
const ledger = openLedger(join(home, 'history.sqlite'));
const output = createOutputFile(outputPath, 0o600, 8);
await output.append(Buffer.from('original'));
dieAt('before the record');
const seqs = ledger.begin([use({ outputPath }), use({ outputPath })]).map(({ seq }) => seq);
dieAt('on record');
await output.append(Buffer.from(', sealed'));
await output.finish();
dieAt('finished');
await output.publish(overwrite === 'overwrite');
dieAt('in its place');
ledger.settle(seqs, { outcome: 'completed', sha256After: 'ab'.repeat(32) });
dieAt('settled');
await output.discard();
writeFileAtomically(join(home, 'other.json'), '{}');
dieAt('at the end');
