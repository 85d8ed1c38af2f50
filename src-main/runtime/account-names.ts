import { readFileSync } from 'node:fs';

/** The name in a table of passwd(5) or group(5); the number where it has none. */
function nameIn(table: string, id: number): string {
  try {
    const line = readFileSync(table, 'utf8')
      .split('\n')
      .find((entry) => entry.split(':')[2] === String(id));
    return line?.split(':', 1)[0] || String(id);
  } catch {
    return String(id);
  }
}

/** What a user of this machine is called; the number where the machine's own table does not have it. */
export const userName = (uid: number) => nameIn('/etc/passwd', uid);
export const groupName = (gid: number) => nameIn('/etc/group', gid);
