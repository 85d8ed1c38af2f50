import { type BrowserWindow, powerMonitor } from 'electron';

/** No PIN is kept for a window that is gone or begins anew, or while nobody sits before it. */
export function endLoginsOf(window: BrowserWindow, end: () => void): void {
  const { webContents } = window;
  webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) end();
  });
  webContents.on('render-process-gone', end);
  window.on('closed', end);
  powerMonitor.on('lock-screen', end);
  powerMonitor.on('suspend', end);
}
