import { createCipheriv, createDecipheriv, randomBytes, scrypt as scryptWithCallback } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { AppError } from '../../contract/index.ts';
import { systemPath } from '../../files/index.ts';

/**
 * A copy that only who knows the passphrase can read: `QYLB1`, 16 bytes of salt, 12 of nonce, the content under AES-256-GCM with the head as additional
 * data, 16 bytes of tag. The key is scrypt (RFC 7914) of the passphrase, N = 2^17, r = 8, p = 1.
 */
const magic = Buffer.from('QYLB1');
const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = magic.length + saltBytes + nonceBytes;
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 << 20 };

const scrypt = promisify<string, Buffer, number, typeof cost, Buffer>(scryptWithCallback);
const keyOf = (passphrase: string, salt: Buffer) => scrypt(passphrase.normalize('NFC'), salt, 32, cost);

/** Encrypts a file into another, which must not be there. @throws what the file system throws */
export async function sealCopy(from: string, to: string, passphrase: string): Promise<void> {
  const salt = randomBytes(saltBytes);
  const nonce = randomBytes(nonceBytes);
  const head = Buffer.concat([magic, salt, nonce]);
  const key = await keyOf(passphrase, salt);
  try {
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(head);
    const output = createWriteStream(systemPath(to), { flags: 'wx', mode: 0o600, flush: true });
    output.write(head);
    await pipeline(
      createReadStream(systemPath(from)),
      cipher,
      async function* (encrypted: AsyncIterable<Buffer>) {
        yield* encrypted;
        yield cipher.getAuthTag();
      },
      output,
    );
  } finally {
    key.fill(0);
  }
}

/** Whether a file is such a copy. @throws what the file system throws */
export async function isSealedCopy(path: string): Promise<boolean> {
  const file = await open(systemPath(path), 'r');
  try {
    const head = Buffer.alloc(magic.length);
    await file.read(head, 0, magic.length, 0);
    return head.equals(magic);
  } finally {
    await file.close();
  }
}

/** Decrypts into a file which must not be there. @throws AppError BACKUP_PASSPHRASE, what the file system throws */
export async function openSealedCopy(from: string, to: string, passphrase: string): Promise<void> {
  const file = await open(systemPath(from), 'r');
  let head: Buffer;
  let tag: Buffer;
  let end: number;
  try {
    const { size } = await file.stat();
    end = size - tagBytes;
    if (end < headBytes) throw new AppError('BACKUP_UNREADABLE', {}, { detail: 'too short' });
    head = Buffer.alloc(headBytes);
    tag = Buffer.alloc(tagBytes);
    await file.read(head, 0, headBytes, 0);
    await file.read(tag, 0, tagBytes, end);
  } finally {
    await file.close();
  }
  const salt = head.subarray(magic.length, magic.length + saltBytes);
  const key = await keyOf(passphrase, salt);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, head.subarray(-nonceBytes), { authTagLength: tagBytes })
      .setAAD(head)
      .setAuthTag(tag);
    // Nothing of it counts before the tag was right, at its end.
    await pipeline(
      createReadStream(systemPath(from), { start: headBytes, end: Math.max(headBytes, end) - 1 }),
      decipher,
      createWriteStream(systemPath(to), { flags: 'wx', mode: 0o600, flush: true }),
    );
  } catch (cause) {
    const isWrong = cause instanceof Error && /authenticate/.test(cause.message);
    throw isWrong ? new AppError('BACKUP_PASSPHRASE', {}, { cause }) : cause;
  } finally {
    key.fill(0);
  }
}
