import { BrowserWindow } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { lockDown } from '../../../src-main/doors/electron/lockdown.ts';
import * as replaced from './replacement.ts';

vi.mock('electron', () => import('./replacement.ts'));

let contents: ReturnType<typeof replaced.topPage>['sender'];
const laterSession = replaced.newSession();

beforeEach(() => {
  replaced.app.removeAllListeners();
  lockDown();
  replaced.app.emit('session-created', laterSession);
  new BrowserWindow();
  contents = replaced.topPage().sender;
});

const prevented = (target: NodeJS.EventEmitter, name: string, details: object = {}) => {
  const event = Object.assign(replaced.preventable(), details);
  target.emit(name, event);
  return event.defaultPrevented;
};

describe("with Electron's module replaced: the locked window", () => {
  const sessions = { 'its own session': replaced.session.defaultSession, 'any later session': laterSession };

  for (const [name, session] of Object.entries(sessions)) {
    it(`refuses every permission in ${name}`, () => {
      const answers: boolean[] = [];
      const answer = (granted: boolean) => answers.push(granted);
      const request = session.setPermissionRequestHandler.mock.lastCall?.[0];
      const check = session.setPermissionCheckHandler.mock.lastCall?.[0];
      for (const permission of [
        'media',
        'geolocation',
        'notifications',
        'usb',
        'clipboard-read',
        'fullscreen',
        'openExternal',
      ]) {
        request(contents, permission, answer, {});
        answers.push(check(contents, permission, 'app://qianyin', {}));
      }
      expect(answers).toHaveLength(14);
      expect(answers).not.toContain(true);
      expect(session.setDevicePermissionHandler.mock.lastCall?.[0]({ deviceType: 'hid' })).toBe(false);
      const streams: object[] = [];
      session.setDisplayMediaRequestHandler.mock.lastCall?.[0]({}, (given: object) => streams.push(given));
      expect(streams).toEqual([{}]);
    });

    it(`reaches no network and no file by address in ${name}, and downloads nothing`, () => {
      const [filter, decide] = session.webRequest.onBeforeRequest.mock.lastCall ?? [];
      for (const scheme of ['http', 'https', 'ws', 'wss', 'ftp', 'file']) {
        expect(
          filter.urls.some((pattern: string) => pattern.startsWith(`${scheme}:`)),
          scheme,
        ).toBe(true);
      }
      const decisions: object[] = [];
      decide({ url: 'https://example.invalid/' }, (decision: object) => decisions.push(decision));
      expect(decisions).toEqual([{ cancel: true }]);
      expect(prevented(session, 'will-download')).toBe(true);
    });
  }

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('goes nowhere (%s)', (name) => {
    for (const url of ['https://example.invalid/', 'file:///etc/passwd', 'app://qianyin/other.html']) {
      expect(prevented(contents, name, { url, isMainFrame: true }), url).toBe(true);
    }
  });

  it('opens no second window, not even of its own pages', () => {
    for (const url of ['https://example.invalid/', 'app://qianyin/index.html', 'about:blank']) {
      expect(contents.windowOpenHandler?.({ url }), url).toEqual({ action: 'deny' });
    }
  });

  it('embeds no page in a webview', () => {
    expect(prevented(contents, 'will-attach-webview')).toBe(true);
  });

  it('chooses no Bluetooth device', () => {
    const event = replaced.preventable();
    const chosen: string[] = [];
    contents.emit('select-bluetooth-device', event, [{ deviceId: 'a' }], (id: string) => chosen.push(id));
    expect(event.defaultPrevented).toBe(true);
    expect(chosen).toEqual(['']);
  });
});
