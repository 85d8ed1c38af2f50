/**
 * A process of its own that uses the software UKey: `softskf-worker.ts LIBRARY SERIAL PIN TASK …`. Says on its standard output
 * what it did, a line each time it is done.
 */
import { loadSoftSkf, sar } from './softskf-library.ts';

const [libraryPath = '', serial = '', pin = '', task = '', argument = ''] = process.argv.slice(2);
const skf = loadSoftSkf(libraryPath);
const device = skf.connect(serial);
const application = skf.openApplication(device);
const { code, triesLeft } = skf.verifyPin(application, pin);

/** Fills the file `counter` with a number, the next one each time, until it is killed. */
function writeForEver(): never {
  for (let count = Number(argument); ; count += 1) {
    skf.writeFile(application, 'counter', Buffer.from(new Uint32Array(4096).fill(count).buffer));
    console.log(count);
  }
}

if (task === 'try-pin') {
  console.log(`${code.toString(16)} ${triesLeft}`);
} else if (code !== sar.ok) {
  throw new Error(`not logged in: ${code.toString(16)}`);
} else if (task === 'sign') {
  console.log(skf.signSm2(skf.openContainer(application, 'signing'), Buffer.from(argument, 'hex')).toString('hex'));
} else if (task === 'create-files') {
  for (let index = 0; index < 10; index += 1) skf.createFile(application, `${argument}-${index}`, 16);
} else if (task === 'write-for-ever') {
  writeForEver();
}
