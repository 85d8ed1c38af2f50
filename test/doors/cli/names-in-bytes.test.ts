/** Files of old archives and old systems, whose names are GBK: on Linux a name is whatever bytes somebody gave it. */
import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { bytesOfPath, folderVerification, stampResult } from '../../../src-main/contract/index.ts';
import { type Office, openOffice } from '../../fixtures/office.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { program, run } from './qianyin.ts';

/** 合同.pdf, 归档, and 合同拢, of which the last character alone would be UTF-8 too. */
const contract = "$'\\xba\\xcf\\xcd\\xac.pdf'";
const archive = "$'\\xb9\\xe9\\xb5\\xb5'";
const misleading = "$'\\xba\\xcf\\xcd\\xac\\xc2\\xa3.pdf'";
const bytesOf = (quoted: string) => execFileSync('bash', ['-c', `printf %s ${quoted}`]);

let office: Office;
beforeAll(() => {
  office = openOffice();
});
afterAll(() => office.close());

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A shell passes the bytes on as they are; from here an argument could only be UTF-8. */
function shell(command: string, folder: string | Buffer = office.folder): Promise<Said> {
  const { home, token } = office.where;
  const env = { PATH: process.env.PATH, LANG: 'C.UTF-8', QIANYIN_HOME: home, QIANYIN_PIN: token.pin, ...token.env };
  const script = `cd "$(printf %b "$FOLDER")" && qianyin() { "${process.execPath}" "${program}" "$@"; }; ${command}`;
  const where = Buffer.from(folder)
    .toString('latin1')
    .replace(/[^ -[\]-~]/g, (byte) => {
      return `\\0${byte.charCodeAt(0).toString(8)}`;
    });
  return new Promise((resolve) => {
    execFile('bash', ['--norc', '-c', script], { env: { ...env, FOLDER: where } }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

const stamp = () => `qianyin --json stamp --seal ${office.sealId} --page 1 --at 100,100`;

function put(name: Buffer, ...folders: readonly Buffer[]): Buffer {
  const path = Buffer.concat([
    Buffer.from(office.folder),
    ...[...folders, name].flatMap((part) => [Buffer.from('/'), part]),
  ]);
  mkdirSync(path.subarray(0, path.lastIndexOf('/')), { recursive: true });
  copyFileSync(fixturePath('groff.pdf'), path);
  return path;
}

const resultOf = ({ code, stdout, stderr }: Said) => {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stampResult.parse(JSON.parse(stdout));
};

test('a document with a name in GBK is stamped beside it, under a name that everybody can read', async () => {
  const original = put(bytesOf(contract));
  const before = readFileSync(original);
  const result = resultOf(await shell(`${stamp()} ${contract}`));
  expect(result.outputPath).toBe(join(office.folder, '合同_已盖章.pdf'));
  expect(execFileSync('pdfsig', [result.outputPath], { encoding: 'utf8' })).toContain('Signature is Valid');
  expect(readFileSync(original).equals(before)).toBe(true);
  const history = await run(office.where, ['history', 'list']);
  expect(history.stdout).toContain('合同.pdf');
});

test('goes where -o says, in bytes as well, and is verified there; what is there is not written over', async () => {
  put(bytesOf(contract), bytesOf(archive));
  const target = `${archive}/${misleading}`;
  const result = resultOf(await shell(`${stamp()} -o ${target} ${archive}/${contract}`));
  const path = Buffer.concat([Buffer.from(`${office.folder}/`), bytesOf(target)]);
  expect(Buffer.from(bytesOfPath(result.outputPath))).toEqual(path);
  expect(existsSync(path)).toBe(true);
  expect(result.outputName).toBe('合同拢.pdf');

  const again = await shell(
    `qianyin stamp --seal ${office.sealId} --page 1 --at 100,100 -o ${target} ${archive}/${contract}`,
  );
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('归档/合同拢.pdf');
  expect(again.stderr).toContain('OUTPUT_EXISTS');
  const onItself = await shell(`${stamp()} --force -o ./${contract} ${contract}`);
  expect(onItself.stderr).toContain('OUTPUT_IS_INPUT');

  const replaced = resultOf(await shell(`${stamp()} --force -o ${target} ${archive}/${contract}`));
  expect(replaced.outputPath).toBe(result.outputPath);
  // What a script read from the result leads to the file again.
  const verified = await run(office.where, ['verify', result.outputPath]);
  expect(verified.stdout).toContain('归档/合同拢.pdf');
  expect(verified.code).not.toBe(2);
  const names = readdirSync(path.subarray(0, path.lastIndexOf('/')), { encoding: 'buffer' });
  expect(names.map((name) => name.toString('latin1')).sort()).toEqual(
    [bytesOf(contract), bytesOf(misleading)].map((name) => name.toString('latin1')).sort(),
  );
});

test('is found in a folder, whose name is GBK too, and from within it', async () => {
  put(bytesOf(contract), bytesOf(archive));
  const verify = async (command: string, folder?: Buffer) => {
    const { code, stdout } = await shell(`qianyin --json verify ${command}`, folder);
    const { rows, skipped } = folderVerification.parse(JSON.parse(stdout));
    expect(skipped.unreadableFolders).toEqual([]);
    return { code, rows: rows.map(({ name, outcome }) => ({ name, outcome })) };
  };
  const whole = await verify('.');
  expect(whole.rows).toContainEqual({ name: '归档/合同.pdf', outcome: 'unsigned' });
  const folder = Buffer.concat([Buffer.from(`${office.folder}/`), bytesOf(archive)]);
  expect((await verify('.', folder)).rows).toContainEqual({ name: '合同.pdf', outcome: 'unsigned' });
  expect((await verify(archive)).rows).toContainEqual({ name: '合同.pdf', outcome: 'unsigned' });

  const { stdout } = await shell(`qianyin --json verify ${contract}`, folder);
  expect(z.object({ name: z.string() }).parse(JSON.parse(stdout)).name).toBe('合同.pdf');
});

test('stands in the report under the name that it has', async () => {
  put(bytesOf(contract));
  await shell(`qianyin verify ${contract} --report report.pdf`);
  expect(execFileSync('pdftotext', [join(office.folder, 'report.pdf'), '-'], { encoding: 'utf8' })).toContain(
    '合同.pdf',
  );
});

test('that is not there is called by its name', async () => {
  const { code, stderr } = await shell("qianyin verify $'\\xce\\xde.pdf'");
  expect(code).toBe(2);
  expect(stderr).toContain('无.pdf');
  expect(stderr).toContain('FILE_NOT_FOUND');
});

test('a reason that was typed in GBK is read', async () => {
  put(bytesOf(contract));
  const result = resultOf(await shell(`${stamp()} --reason ${archive} -o reason.pdf ${contract}`));
  expect(result.report.signatures[0]?.reason).toBe('归档');
});
