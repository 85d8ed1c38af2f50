import { app, type Session, session } from 'electron';
import { windowOrigin } from './protocol.ts';

function denyPermissions(target: Session): void {
  target.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
}

/**
 * Takes from every page, ours included, what this program never needs: permissions, devices, other pages, other windows,
 * embedded pages and downloads. To be called when Electron is ready, before the first window.
 */
export function lockDown(): void {
  denyPermissions(session.defaultSession);
  app.on('session-created', denyPermissions);
  session.defaultSession.on('will-download', (event) => event.preventDefault());
  app.on('web-contents-created', (_, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame || !event.url.startsWith(`${windowOrigin}/`)) event.preventDefault();
    });
  });
}
