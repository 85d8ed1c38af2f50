import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivateFolder, systemPath } from '../../files/index.ts';

/** A free name in the folder where files go that nobody gave a path for; the folder is made. */
export function placeIn(folder: string, fileName: string): string {
  makePrivateFolder(folder, () => true);
  const [, start = fileName, ending = ''] = /^(.*)(\.\w+)$/.exec(fileName) ?? [];
  for (let count = 1; ; count++) {
    const path = join(folder, count === 1 ? fileName : `${start}-${count}${ending}`);
    if (!existsSync(systemPath(path))) return path;
  }
}
