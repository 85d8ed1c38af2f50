/** Programs that others wrote, as judges of stamped files. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function run(program: string, ...given: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr, error } = spawnSync(program, given, { encoding: 'utf8' });
  if (error) throw error;
  return { status, output: `${stdout}${stderr}` };
}

/** An NSS database in which only this CA is trusted, for pdfsig. */
export function makeNssTrust(folder: string, caCertificatePath: string): string {
  const database = join(folder, 'nss-trust');
  mkdirSync(database, { recursive: true });
  execFileSync('certutil', ['-N', '-d', `sql:${database}`, '--empty-password']);
  execFileSync('certutil', ['-A', '-d', `sql:${database}`, '-n', 'CA', '-t', 'CT,C,C', '-i', caCertificatePath]);
  return database;
}

/** What pdfsig says of each signature, in the order of the file. */
export function pdfsig(path: string, options: { nssDatabase?: string; password?: string } = {}) {
  const nss = options.nssDatabase ? ['-nssdir', `sql:${options.nssDatabase}`] : [];
  const password = options.password === undefined ? [] : ['-upw', options.password];
  const { output } = run('pdfsig', ...nss, ...password, path);
  return output
    .split(/^Signature #\d+:$/m)
    .slice(1)
    .map((text) => ({
      valid: text.includes('Signature Validation: Signature is Valid.'),
      trusted: text.includes('Certificate Validation: Certificate is Trusted.'),
      coversWholeFile: /^\s*- Total document signed$/m.test(text),
      type: /Signature Type: (.*)/.exec(text)?.[1] ?? '',
      text,
    }));
}

/** The complaints of `qpdf --check`; empty when there are none. */
export function qpdfComplaints(path: string, password?: string): string {
  const { status, output } = run(
    'qpdf',
    ...(password === undefined ? [] : [`--password=${password}`]),
    '--check',
    path,
  );
  return status === 0 && !/warning|error:/i.test(output) ? '' : output;
}

/** What `mutool sign -v` says of each signature. It trusts nobody, so that its word on the certificate is left out. */
export function mutoolVerdicts(path: string, password?: string): string[] {
  const { output } = run('mutool', 'sign', '-v', ...(password === undefined ? [] : ['-p', password]), path);
  return output
    .split('\n')
    .filter((line) => /signature is|document is|digest/i.test(line))
    .map((line) => line.trim());
}

interface RawSignature {
  byteRange: [number, number, number, number];
  covered: Buffer;
  der: Buffer;
}

/** The signatures of a file, found by their byteRange in its text and not by any parser of ours. */
export function rawSignatures(file: Buffer): RawSignature[] {
  const text = file.toString('latin1');
  return [...text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g)].map((match) => {
    const [first, gapStart, gapEnd, length] = [1, 2, 3, 4].map((group) =>
      Number(match[group]),
    ) as RawSignature['byteRange'];
    const covered = Buffer.concat([file.subarray(first, gapStart), file.subarray(gapEnd, gapEnd + length)]);
    const der = Buffer.from(text.slice(gapStart + 1, gapEnd - 1), 'hex');
    return { byteRange: [first, gapStart, gapEnd, length], covered, der };
  });
}

/** Whether `openssl cms -verify -cades` accepts a signature over these bytes; else what it says. */
export function opensslComplaints(signature: RawSignature, folder: string, caCertificatePath: string): string {
  const contentPath = join(folder, 'covered.bin');
  const cmsPath = join(folder, 'signature.der');
  writeFileSync(contentPath, signature.covered);
  writeFileSync(cmsPath, signature.der);
  const what = ['-verify', '-cades', '-binary', '-inform', 'DER', '-in', cmsPath, '-content', contentPath];
  const { status, output } = run(
    'openssl',
    'cms',
    ...what,
    '-CAfile',
    caCertificatePath,
    '-out',
    join(folder, 'out.bin'),
  );
  return status === 0 ? '' : output;
}
