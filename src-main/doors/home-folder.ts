import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * The data folder: `QIANYIN_HOME`, else the platform's own place for it (XDG Base Directory 0.8, `%APPDATA%`,
 * `~/Library/Application Support`).
 */
export function homeFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env.QIANYIN_HOME) return resolve(env.QIANYIN_HOME);
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Qianyin');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Qianyin');
  // The specification says that a relative path is to be ignored.
  const dataHome = env.XDG_DATA_HOME && isAbsolute(env.XDG_DATA_HOME) ? env.XDG_DATA_HOME : undefined;
  return join(dataHome ?? join(homedir(), '.local', 'share'), 'qianyin');
}
