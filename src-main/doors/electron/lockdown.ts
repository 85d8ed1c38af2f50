import { app, type Event, type Session, session, type WebContents } from 'electron';

const prevent = (event: Event) => event.preventDefault();

/** Everything but the window's own scheme, and what a page makes of its own bytes (`blob:`, `data:`). */
const foreignAddresses = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file:///*'];

function lockSession(target: Session): void {
  target.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
  target.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  target.webRequest.onBeforeRequest({ urls: foreignAddresses }, (_details, answer) => answer({ cancel: true }));
  target.on('will-download', prevent);
}

function lockContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', prevent);
  contents.on('will-frame-navigate', prevent);
  contents.on('will-redirect', prevent);
  contents.on('will-attach-webview', prevent);
  // Without an answer the first device in reach would be taken.
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault();
    choose('');
  });
}

/**
 * Takes from every page, ours included, what this program never needs: permissions, devices, the network, other pages, other
 * windows, embedded pages and downloads. To be called when Electron is ready, before the first window.
 */
export function lockDown(): void {
  lockSession(session.defaultSession);
  app.on('session-created', lockSession);
  app.on('web-contents-created', (_, contents) => lockContents(contents));
}
