/** For which processor a library is made: one for another cannot be loaded, and loaders say so in riddles. */
import { closeSync, openSync, readSync } from 'node:fs';

const headBytes = 4096;

function readHead(path: string): Buffer {
  const head = Buffer.alloc(headBytes);
  const descriptor = openSync(path, 'r');
  try {
    return head.subarray(0, readSync(descriptor, head, 0, headBytes, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** e_machine (ELF), Machine (PE/COFF) and cputype (Mach-O), as Node's `process.arch` calls them. */
const elfMachines = new Map([
  [3, 'ia32'],
  [40, 'arm'],
  [62, 'x64'],
  [183, 'arm64'],
  [243, 'riscv64'],
  [258, 'loong64'],
]);
const peMachines = new Map([
  [0x14c, 'ia32'],
  [0x1c4, 'arm'],
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
]);
const machMachines = new Map([
  [7, 'ia32'],
  [0x01000007, 'x64'],
  [0x0100000c, 'arm64'],
]);

function ofHead(head: Buffer): string | null {
  if (head.length < 64) return null;
  if (head.toString('latin1', 0, 4) === '\x7fELF') {
    const machine = head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18);
    return elfMachines.get(machine) ?? (head[4] === 1 ? 'ia32' : null);
  }
  if (head.toString('latin1', 0, 2) === 'MZ') {
    const at = head.readUInt32LE(60);
    if (at + 6 > head.length || head.toString('latin1', at, at + 4) !== 'PE\0\0') return null;
    return peMachines.get(head.readUInt16LE(at + 4)) ?? null;
  }
  const magic = head.readUInt32LE(0);
  if (magic !== 0xfeedface && magic !== 0xfeedfacf) return null;
  return machMachines.get(head.readUInt32LE(4)) ?? null;
}

/** As Node's `process.arch` names it; null for what holds several, or is no library. */
function architectureOf(path: string): string | null {
  try {
    return ofHead(readHead(path));
  } catch {
    return null;
  }
}

const bits = (architecture: string) => (architecture === 'ia32' || architecture === 'arm' ? '32-bit' : '64-bit');
const told = (architecture: string) => `${bits(architecture)} ${architecture}`;

/** What a library is made for and what this program needs, where these differ; null where the library fits. */
export function foreignArchitecture(path: string): { architecture: string; needed: string } | null {
  const architecture = architectureOf(path);
  if (architecture === null || architecture === process.arch) return null;
  return { architecture: told(architecture), needed: told(process.arch) };
}
