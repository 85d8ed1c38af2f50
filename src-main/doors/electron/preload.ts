/** What the window gets of the main process: the bridge of the contract and nothing else. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  type Bridge,
  type ErrorShape,
  type EventName,
  events,
  type MethodName,
  methods,
} from '../../contract/index.ts';
import { channels } from './channels.ts';
import type { Reply } from './replies.ts';

async function ask(channel: string, message: unknown): Promise<unknown> {
  const reply: Reply = await ipcRenderer.invoke(channel, message);
  // Plain data, since an error of a class does not come through the bridge whole.
  if ('error' in reply) return Promise.reject(reply.error);
  return reply.ok;
}

function requireName<Name extends string>(name: Name, known: object): Name {
  if (!Object.hasOwn(known, name)) throw new TypeError(`not in the contract: ${name}`);
  return name;
}

type Listener = (payload: unknown) => void;
const listeners = new Map<string, Set<Listener>>();
/** Requests to open documents that came before the page listened. */
let unheardRequests: unknown[] = [];

ipcRenderer.on(channels.event, (_, name: string, payload: unknown) => {
  const listening = listeners.get(name);
  if (name === 'documents.requested' && !listening?.size) unheardRequests.push(payload);
  for (const listener of listening ?? []) listener(payload);
});

function subscribe(event: EventName, listener: Listener): () => void {
  const wanted = requireName(event, events);
  const listening = listeners.get(wanted) ?? new Set();
  listeners.set(wanted, listening.add(listener));
  if (wanted === 'documents.requested') {
    const unheard = unheardRequests;
    unheardRequests = [];
    for (const payload of unheard) queueMicrotask(() => listening.has(listener) && listener(payload));
  }
  return () => {
    listening.delete(listener);
  };
}

type Asked<Name extends 'pickFiles' | 'saveFile' | 'choosePlace' | 'openFile'> = (
  ...given: Parameters<Bridge[Name]>
) => Promise<unknown>;

/** The bridge as it crosses into the window's world, where the contract's types take over again. */
interface CarriedBridge
  extends Omit<Bridge, 'call' | 'subscribe' | 'pickFiles' | 'saveFile' | 'choosePlace' | 'openFile'> {
  call(method: MethodName, input: unknown): Promise<unknown>;
  subscribe(event: EventName, listener: Listener): () => void;
  pickFiles: Asked<'pickFiles'>;
  saveFile: Asked<'saveFile'>;
  choosePlace: Asked<'choosePlace'>;
  openFile: Asked<'openFile'>;
}

const bridge: CarriedBridge = {
  door: 'electron',
  async call(method, input) {
    return ask(channels.call, { method: requireName(method, methods), input });
  },
  subscribe,
  pickFiles: (kind, multiple) => ask(channels.pickFiles, { kind, multiple }),
  async admitFile(file) {
    const path = webUtils.getPathForFile(file);
    if (path !== '') return { path, name: file.name };
    const error: ErrorShape = { code: 'FILE_UNREADABLE', values: { path: file.name } };
    return Promise.reject(error);
  },
  saveFile: (suggestedName, content) => ask(channels.saveFile, { suggestedName, content }),
  choosePlace: (suggestedName) => ask(channels.choosePlace, { suggestedName }),
  openFile: (path) => ask(channels.call, { method: 'desktop.open', input: { path } }),
  setTitle: (title, unsaved) => ipcRenderer.send(channels.title, { title, unsaved }),
};

contextBridge.exposeInMainWorld('qianyin', bridge);
