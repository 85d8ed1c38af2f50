import { statSync } from 'node:fs';
import { systemPath } from './system-path.ts';

/** Null where there is no such file, or it cannot be asked about. */
function stampOf(path: string): string | null {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(systemPath(path), { bigint: true });
    return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch {
    return null;
  }
}

/**
 * What was read from small files that other processes may write to by putting a new file in the place of the old one: read again only
 * when another file is there. Nobody may write to the values.
 */
export class FileValues<Value> {
  readonly #known = new Map<string, { readonly stamp: string; readonly value: Value }>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** What `read` gives or has given of this very file. @throws what `read` throws */
  get(path: string, read: (path: string) => Value): Value {
    const stamp = stampOf(path);
    const known = this.#known.get(path);
    if (known && known.stamp === stamp) return known.value;
    const value = read(path);
    this.#known.delete(path);
    // What was written to while it was read is read again the next time.
    if (stamp !== null && stampOf(path) === stamp) {
      if (this.#known.size >= this.#most) this.#known.clear();
      this.#known.set(path, { stamp, value });
    }
    return value;
  }
}
