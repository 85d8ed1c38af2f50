import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { readableNames, recentDocument } from '../contract/index.ts';
import { systemPath, writeFileAtomically } from '../files/index.ts';

type RecentDocument = z.infer<typeof recentDocument>;

export interface RecentDocuments {
  /** Newest first; files that are gone are left out. */
  list(): RecentDocument[];
  add(path: string): void;
}

const keptCount = 5;

export function openRecentDocuments(path: string): RecentDocuments {
  const read = (): RecentDocument[] => {
    try {
      return z.array(recentDocument).parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      return [];
    }
  };
  return {
    list: () => read().filter((document) => existsSync(systemPath(document.path))),
    add(documentPath) {
      const others = read().filter((document) => document.path !== documentPath);
      const added = {
        path: documentPath,
        name: readableNames(basename(documentPath)),
        openedAt: new Date().toISOString(),
      };
      writeFileAtomically(path, JSON.stringify([added, ...others].slice(0, keptCount), null, 2));
    },
  };
}
