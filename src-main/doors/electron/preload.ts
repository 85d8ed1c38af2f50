/** What the window gets of the main process: the bridge of the contract and nothing else. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type Bridge, type EventName, events, type MethodName, methods } from '../../contract/index.ts';
import { channels } from './channels.ts';
import type { Reply } from './replies.ts';

async function ask(channel: string, ...given: unknown[]): Promise<unknown> {
  const reply: Reply = await ipcRenderer.invoke(channel, ...given);
  // Plain data, since an error of a class does not come through the bridge whole.
  if ('error' in reply) return Promise.reject(reply.error);
  return reply.ok;
}

function requireName<Name extends string>(name: Name, known: object): Name {
  if (!Object.hasOwn(known, name)) throw new TypeError(`not in the contract: ${name}`);
  return name;
}

/** The bridge as it crosses into the window's world, where the contract's types take over again. */
type CarriedBridge = Omit<Bridge, 'call' | 'subscribe'> & {
  call(method: MethodName, input: unknown): Promise<unknown>;
  subscribe(event: EventName, listener: (payload: unknown) => void): () => void;
};

const bridge: CarriedBridge = {
  door: 'electron',
  async call(method, input) {
    return ask(channels.call, requireName(method, methods), input);
  },
  subscribe(event, listener) {
    const wanted = requireName(event, events);
    const onEvent = (_: unknown, name: string, payload: unknown) => {
      if (name === wanted) listener(payload);
    };
    ipcRenderer.on(channels.event, onEvent);
    return () => {
      ipcRenderer.off(channels.event, onEvent);
    };
  },
  async pickFiles(kind, multiple) {
    return (await ask(channels.pickFiles, kind, multiple)) as Awaited<ReturnType<Bridge['pickFiles']>>;
  },
  async admitFile(file) {
    const path = webUtils.getPathForFile(file);
    if (path === '') return Promise.reject({ code: 'FILE_UNREADABLE', values: { path: file.name } });
    return { path, name: file.name };
  },
  async saveFile(suggestedName, content, mediaType) {
    return (await ask(channels.saveFile, suggestedName, content, mediaType)) as string | null;
  },
  async openFile(path) {
    await ask(channels.call, 'desktop.open', { path });
  },
  setTitle(title, unsaved) {
    ipcRenderer.send(channels.title, title, unsaved);
  },
};

contextBridge.exposeInMainWorld('qianyin', bridge);
