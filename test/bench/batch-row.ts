/** One batch, in a process of its own so that its peak memory is the batch's: looked at, then stamped with one login. */
import { createHash } from 'node:crypto';
import { cpSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pkcs11js from 'pkcs11js';
import type { Batch } from '../../src-main/contract/index.ts';
import { softHsmModulePath } from '../fixtures/softhsm.ts';
import { type BenchHome, openCore } from './core.ts';
import { measureFloor } from './floor.ts';
import { peakRssBytes } from './memory.ts';
import { measurePdfsig } from './pdfsig.ts';

/** Milliseconds for each file, and bytes. */
export interface BatchTimes {
  floor: number;
  /** C_SignInit and C_Sign alone. */
  token: number;
  look: number;
  run: number;
  pdfsig: number;
  peakRssBytes: number;
}

const pdfsigRounds = 10;
const signRounds = 300;
const floorRounds = 300;
const [inputPath = '', homeText = '', nssDatabase = '', countText = ''] = process.argv.slice(2);
const home = JSON.parse(homeText) as BenchHome;
const count = Number(countText);
const folder = join(home.homeFolder, '..', 'batch');
const output = join(home.homeFolder, '..', 'batch-output');
for (const path of [folder, output]) {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
}
// Some file systems allow few links to one file.
for (let index = 0; index < count; index++) {
  const path = join(folder, `${String(index).padStart(6, '0')}.pdf`);
  const first = join(folder, '000000.pdf');
  if (index === 0) cpSync(inputPath, path);
  else linkSync(first, path);
}

function measureToken(): number {
  process.env.SOFTHSM2_CONF = home.softHsmConfPath;
  const module = new pkcs11js.PKCS11();
  module.load(softHsmModulePath);
  module.C_Initialize();
  try {
    const [slot] = module.C_GetSlotList(true);
    if (!slot) throw new Error('there is no token');
    const session = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION);
    module.C_Login(session, pkcs11js.CKU_USER, home.pin);
    module.C_FindObjectsInit(session, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY }]);
    const [key] = module.C_FindObjects(session, 1);
    module.C_FindObjectsFinal(session);
    if (!key) throw new Error('there is no key');
    const digestInfo = Buffer.concat([
      Buffer.from('3031300d060960864801650304020105000420', 'hex'),
      createHash('sha256').digest(),
    ]);
    const started = performance.now();
    for (let round = 0; round < signRounds; round++) {
      module.C_SignInit(session, { mechanism: pkcs11js.CKM_RSA_PKCS }, key);
      module.C_Sign(session, digestInfo, Buffer.alloc(256));
    }
    return (performance.now() - started) / signRounds;
  } finally {
    module.C_Finalize();
  }
}

function measureFloors(): number {
  const names = readdirSync(folder).slice(0, floorRounds);
  const started = performance.now();
  for (const name of names) measureFloor(join(folder, name), join(output, name));
  const took = (performance.now() - started) / names.length;
  for (const name of names) rmSync(join(output, name));
  return took;
}

const token = measureToken();
const floor = measureFloors();
const core = await openCore(home);
const [seal] = await core.call('seals.list', {});
if (!seal?.tokenId) throw new Error('the token of the measurement is not there');
const { tokenId } = seal;
const { id } = await core.call('batch.create', {
  source: { kind: 'files', paths: [folder] },
  placements: [{ sealId: seal.id, placing: { rule: 'here', page: 1, xMm: 150, yMm: 230 } }],
  outputFolder: output,
  again: true,
});
let started = performance.now();
await core.call('batch.look', { id });
const look = (performance.now() - started) / count;
started = performance.now();
const done = new Promise<Batch>((resolve) => {
  core.subscribe('batch.progress', ({ batch }) => {
    if (batch.state === 'finished' || batch.state === 'stopped') resolve(batch);
  });
});
await core.call('batch.start', { id, pins: { [tokenId]: home.pin } });
const { counts } = await done;
const run = (performance.now() - started) / count;
if (counts.done !== count) throw new Error(`${counts.done} of ${count} files were stamped`);
const times: BatchTimes = { floor, token, look, run, pdfsig: 0, peakRssBytes: peakRssBytes() };
await core.close();
for (let round = 0; round < pdfsigRounds; round++) {
  const path = join(output, 'pdfsig.pdf');
  times.pdfsig += (await measurePdfsig(nssDatabase, inputPath, path)) / pdfsigRounds;
  rmSync(path, { force: true });
}
for (const path of [folder, output]) rmSync(path, { recursive: true, force: true });
process.stdout.write(JSON.stringify(times));
