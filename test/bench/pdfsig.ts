import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** An NSS database with a self-signed RSA-2048 certificate, for poppler's pdfsig to sign with. */
export function makeNssDatabase(folder: string): string {
  const database = join(folder, 'nss');
  mkdirSync(database);
  const path = (name: string) => join(folder, name);
  const run = (program: string, ...given: string[]) =>
    execFileSync(program, given, { stdio: ['ignore', 'ignore', 'pipe'] });
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', path('key.pem'), '-out', path('cert.pem')];
  const subject = ['-subj', '/C=CN/O=Bench/CN=Bench signer', '-days', '30'];
  run('openssl', 'req', '-x509', ...key, ...subject, '-addext', 'keyUsage=critical,digitalSignature,nonRepudiation');
  const bundle = ['-in', path('cert.pem'), '-inkey', path('key.pem'), '-name', 'signer', '-passout', 'pass:bench'];
  run('openssl', 'pkcs12', '-export', '-out', path('signer.p12'), ...bundle);
  run('certutil', '-N', '-d', `sql:${database}`, '--empty-password');
  run('pk12util', '-i', path('signer.p12'), '-d', `sql:${database}`, '-W', 'bench');
  run('certutil', '-M', '-d', `sql:${database}`, '-n', 'signer', '-t', 'CTu,Cu,Cu');
  return database;
}

/** `pdfsig -add-signature`, the whole process. It neither flushes nor verifies. Milliseconds. */
export async function measurePdfsig(nssDatabase: string, inputPath: string, outputPath: string): Promise<number> {
  const started = performance.now();
  await execute('pdfsig', [
    inputPath,
    outputPath,
    '-add-signature',
    '-nssdir',
    `sql:${nssDatabase}`,
    '-nick',
    'signer',
  ]);
  return performance.now() - started;
}
