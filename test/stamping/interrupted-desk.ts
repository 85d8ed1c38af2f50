/** A desk in a process of its own, to be killed while its token hangs. Prints a line for each step of the stamp. */
import { openOffice } from './office.ts';

const { folder, drivers, tokens, path } = JSON.parse(process.argv[2] ?? '');
const office = await openOffice({ folder, drivers, tokens });
const seal = await office.sealOn(tokens[0]);
office.onProgress = ({ step }) => process.stdout.write(`${step}\n`);
await office.stamp({ path, seal });
