import { type BrowserWindow, type ContextMenuParams, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Language } from '../../contract/index.ts';

const words = {
  'zh-CN': {
    about: '关于钤印',
    services: '服务',
    hide: '隐藏钤印',
    hideOthers: '隐藏其他',
    showAll: '全部显示',
    quit: '退出钤印',
    edit: '编辑',
    undo: '撤销',
    redo: '重做',
    cut: '剪切',
    copy: '复制',
    paste: '粘贴',
    selectAll: '全选',
    window: '窗口',
    minimize: '最小化',
    zoom: '缩放',
    fullScreen: '切换全屏幕',
    front: '前置全部窗口',
  },
  en: {
    about: 'About Qianyin',
    services: 'Services',
    hide: 'Hide Qianyin',
    hideOthers: 'Hide Others',
    showAll: 'Show All',
    quit: 'Quit Qianyin',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    window: 'Window',
    minimize: 'Minimize',
    zoom: 'Zoom',
    fullScreen: 'Toggle Full Screen',
    front: 'Bring All to Front',
  },
} as const satisfies Record<Language, Record<string, string>>;

const separator: MenuItemConstructorOptions = { type: 'separator' };

function macMenu(language: Language): MenuItemConstructorOptions[] {
  const text = words[language];
  return [
    {
      label: '钤印',
      submenu: [
        { role: 'about', label: text.about },
        separator,
        { role: 'services', label: text.services },
        separator,
        { role: 'hide', label: text.hide },
        { role: 'hideOthers', label: text.hideOthers },
        { role: 'unhide', label: text.showAll },
        separator,
        { role: 'quit', label: text.quit },
      ],
    },
    {
      label: text.edit,
      submenu: [
        { role: 'undo', label: text.undo },
        { role: 'redo', label: text.redo },
        separator,
        { role: 'cut', label: text.cut },
        { role: 'copy', label: text.copy },
        { role: 'paste', label: text.paste },
        { role: 'selectAll', label: text.selectAll },
      ],
    },
    {
      role: 'windowMenu',
      label: text.window,
      submenu: [
        { role: 'minimize', label: text.minimize },
        { role: 'zoom', label: text.zoom },
        { role: 'togglefullscreen', label: text.fullScreen },
        separator,
        { role: 'front', label: text.front },
      ],
    },
  ];
}

/**
 * The menu of the program. macOS has no keys for copy and paste without one; Windows and Linux have them anyway, and everything
 * else is on the page, so that there is none.
 */
export function setApplicationMenu(language: Language): void {
  Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate(macMenu(language)) : null);
}

/** What a right click offers: in a field to edit it, on selected text to copy it, elsewhere nothing. */
function contextItems(
  { isEditable, selectionText, editFlags }: ContextMenuParams,
  language: Language,
): MenuItemConstructorOptions[] {
  const text = words[language];
  const copy: MenuItemConstructorOptions = { role: 'copy', label: text.copy, enabled: editFlags.canCopy };
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy];
  return [
    { role: 'cut', label: text.cut, enabled: editFlags.canCut },
    copy,
    { role: 'paste', label: text.paste, enabled: editFlags.canPaste },
    separator,
    { role: 'selectAll', label: text.selectAll, enabled: editFlags.canSelectAll },
  ];
}

/** Gives the window's page a menu for the right click. */
export function offerContextMenu(window: BrowserWindow, language: () => Promise<Language>): void {
  window.webContents.on('context-menu', async (_, params) => {
    const items = contextItems(params, await language());
    if (items.length > 0 && !window.isDestroyed()) Menu.buildFromTemplate(items).popup({ window });
  });
}
