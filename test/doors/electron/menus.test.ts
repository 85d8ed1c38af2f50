import type { MenuItemConstructorOptions } from 'electron';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Language } from '../../../src-main/contract/index.ts';
import { setApplicationMenu } from '../../../src-main/doors/electron/menus.ts';
import { Menu } from './replacement.ts';

vi.mock('electron', () => import('./replacement.ts'));

const { platform } = process;
afterEach(() => {
  Object.defineProperty(process, 'platform', { value: platform });
});

function menuOn(system: NodeJS.Platform, language: Language): MenuItemConstructorOptions[] | null {
  Object.defineProperty(process, 'platform', { value: system });
  setApplicationMenu(language);
  return Menu.setApplicationMenu.mock.lastCall?.[0]?.items ?? null;
}

const entries = (menu: MenuItemConstructorOptions[] | null) =>
  (menu ?? []).flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));

describe("with Electron's module replaced: the menu of the program", () => {
  it.each(['win32', 'linux'] as const)('is none on %s', (system) => {
    expect(menuOn(system, 'zh-CN')).toBeNull();
  });

  it('brings macOS its keys for copy and paste, in Chinese first', () => {
    const menu = menuOn('darwin', 'zh-CN');
    expect(menu?.map(({ label }) => label)).toEqual(['钤印', '编辑', '窗口']);
    const roles = entries(menu).map(({ role }) => role);
    expect(roles).toEqual(expect.arrayContaining(['cut', 'copy', 'paste', 'selectAll', 'quit', 'hide', 'minimize']));
    for (const { label, type } of entries(menu)) {
      if (type !== 'separator') expect(label).toMatch(/\p{Script=Han}/u);
    }
  });

  it('brings it in English as well', () => {
    for (const { label, type } of entries(menuOn('darwin', 'en'))) {
      if (type !== 'separator') expect(label).toMatch(/^[A-Z][A-Za-z ]+$/);
    }
  });

  it.each(['zh-CN', 'en'] as const)('offers no way to reload, zoom the page or see its inside (%s)', (language) => {
    const roles = entries(menuOn('darwin', language)).map(({ role }) => role);
    for (const role of ['reload', 'forceReload', 'toggleDevTools', 'zoomIn', 'zoomOut', 'close'] as const) {
      expect(roles).not.toContain(role);
    }
  });
});
