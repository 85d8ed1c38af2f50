import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { rolePerson } from '../contract/index.ts';
import { describeWriteFailure, systemPath, writeFileAtomically } from '../files/index.ts';
import { keptPin } from './pins.ts';

const keptPerson = rolePerson.extend({ pin: keptPin });
export type KeptPerson = z.infer<typeof keptPerson>;
const content = z.object({ people: z.array(keptPerson).min(3).max(100) });

/** The people as a file has them, and by what the record knows the file. */
export interface KeptRoles {
  readonly people: readonly KeptPerson[];
  readonly sha256: string;
}

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex');
export const textOf = (people: readonly KeptPerson[]) => `${JSON.stringify({ people }, null, 2)}\n`;
export const digestOf = (people: readonly KeptPerson[]) => sha256Of(textOf(people));

/** The file of the roles in the data folder, and the one before it. */
export interface RolesFile {
  /** Null: there is none. A file that cannot be read has a digest and nobody in it. */
  read(): KeptRoles | null;
  /**
   * The one before, put back where that is the one with this digest: the program was killed between the file and the record.
   */
  putBack(sha256: string): KeptRoles | null;
  /** @throws AppError DISK_FULL, OUTPUT_FOLDER_UNWRITABLE */
  write(people: readonly KeptPerson[]): void;
  remove(): void;
}

/** A file of a hundred people is not larger. */
const mostCharacters = 200_000;

export function openRolesFile(path: string): RolesFile {
  const formerPath = `${path}.before`;

  function readAt(at: string): (KeptRoles & { readonly text: string }) | null {
    let text: string;
    try {
      text = readFileSync(systemPath(at), 'utf8');
    } catch (thrown) {
      const isAbsent = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
      return isAbsent ? null : { people: [], sha256: '', text: '' };
    }
    try {
      if (text.length > mostCharacters) return { people: [], sha256: sha256Of(text), text: '' };
      return { people: content.parse(JSON.parse(text)).people, sha256: sha256Of(text), text };
    } catch {
      return { people: [], sha256: sha256Of(text), text };
    }
  }

  function writeAt(at: string, text: string): void {
    try {
      writeFileAtomically(at, text);
    } catch (cause) {
      throw describeWriteFailure(cause, dirname(at));
    }
  }

  return {
    read: () => readAt(path),
    putBack(sha256) {
      const former = readAt(formerPath);
      if (former?.sha256 !== sha256 || former.people.length === 0) return null;
      writeAt(path, former.text);
      return former;
    },
    write(people) {
      const former = readAt(path);
      if (former && former.people.length > 0) writeAt(formerPath, former.text);
      writeAt(path, textOf(people));
    },
    remove() {
      for (const one of [path, formerPath]) rmSync(systemPath(one), { force: true });
    },
  };
}
