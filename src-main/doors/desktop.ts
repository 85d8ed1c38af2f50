import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { AppError, bytesOfPath, hasNameInBytes } from '../contract/index.ts';
import { systemPath } from '../files/index.ts';

/** How a core shows files to the person. */
export interface Desktop {
  open(path: string): Promise<void>;
  reveal(path: string): Promise<void>;
}

/** Whether this machine has a screen for us: Windows and macOS always, elsewhere X11 or Wayland. */
export function hasDisplay(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  return platform === 'win32' || platform === 'darwin' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/**
 * The path, when it may be handed to the system's viewer: an existing PDF and nothing else, since "opening" another kind of
 * file could run it.
 * @throws AppError FILE_NOT_FOUND, DESKTOP_UNAVAILABLE
 */
export function openablePdf(path: string): string {
  const absolute = resolve(path);
  if (!statSync(systemPath(absolute), { throwIfNoEntry: false })?.isFile())
    throw new AppError('FILE_NOT_FOUND', { path });
  if (extname(absolute).toLowerCase() !== '.pdf') throw new AppError('DESKTOP_UNAVAILABLE', { path });
  return absolute;
}

/** The file, when it exists. @throws AppError FILE_NOT_FOUND */
export function existingFile(path: string): string {
  const absolute = resolve(path);
  if (!statSync(systemPath(absolute), { throwIfNoEntry: false })) throw new AppError('FILE_NOT_FOUND', { path });
  return absolute;
}

function start(command: string, args: readonly string[], path: string): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.once('error', (cause) =>
      fail(new AppError('DESKTOP_UNAVAILABLE', { path }, { cause, detail: cause.message })),
    );
    child.once('spawn', () => {
      child.unref();
      done();
    });
  });
}

/** An argument cannot be bytes, but an address can name them. */
function viewable(path: string): string {
  if (!hasNameInBytes(path)) return path;
  const written = Array.from(bytesOfPath(path), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return `file://${written.replaceAll('%2f', '/')}`;
}

/** The desktop by the commands that each system brings; without a screen nothing can be shown. */
export function commandDesktop(platform: NodeJS.Platform = process.platform): Desktop {
  const needDisplay = (path: string) => {
    if (!hasDisplay(process.env, platform)) throw new AppError('DESKTOP_UNAVAILABLE', { path });
  };
  return {
    async open(path) {
      const file = openablePdf(path);
      needDisplay(file);
      if (platform === 'win32') return start('explorer.exe', [file], file);
      return start(platform === 'darwin' ? 'open' : 'xdg-open', [viewable(file)], file);
    },
    async reveal(path) {
      const file = existingFile(path);
      needDisplay(file);
      if (platform === 'win32') return start('explorer.exe', [`/select,${file}`], file);
      if (platform === 'darwin') return start('open', ['-R', file], file);
      return start('xdg-open', [viewable(dirname(file))], file);
    },
  };
}
