import {
  AppError,
  type Bridge,
  decodeParts,
  decodeWire,
  type ErrorShape,
  type EventName,
  type EventPayload,
  encodeParts,
  errorCodes,
  type FileKind,
  type MethodInput,
  type MethodName,
  type MethodOutput,
  type PickedFile,
} from '../src-main/contract/index.ts';
import { visibleText } from '../src-main/words/index.ts';

/** A bridge that can lose its core: the server may be stopped while the page is open. */
export interface WebBridge extends Bridge {
  /** Tells of each change, and at once where the core cannot be reached. */
  watchConnection(listener: (connected: boolean) => void): () => void;
  /** Tells how far the copying of a file to the core is; null when it is over. */
  watchUploads(listener: (upload: Upload | null) => void): () => void;
}

export interface Upload {
  name: string;
  sentBytes: number;
  totalBytes: number;
}

const acceptedFiles: Record<FileKind, string> = {
  pdf: '.pdf,application/pdf',
  document: '.pdf,.ofd,application/pdf,application/ofd',
  png: '.png,image/png',
  certificate: '.cer,.crt,.pem,.der,.p7b',
  driver: '',
  folder: '',
  table: '.csv,.xlsx',
  backup: '.qylb,.sqlite',
};

const byPath = new Intl.Collator('zh-CN', { numeric: true });

/** A browser gives the files of a folder in any order. */
function documentsByPath(files: readonly File[]): File[] {
  return files
    .filter(({ name }) => /\.(?:pdf|ofd)$/i.test(name))
    .toSorted((first, second) => byPath.compare(first.webkitRelativePath, second.webkitRelativePath));
}

/** A reply's error as the contract's. A body that is none of ours becomes INTERNAL with the status as detail. */
async function readError(response: Response): Promise<AppError> {
  const text = await response.text();
  try {
    const body: unknown = decodeWire(text);
    const shape = (body as { error?: Partial<ErrorShape> } | null)?.error;
    const code = errorCodes.find((known) => known === shape?.code);
    if (code !== undefined) return new AppError(code, shape?.values ?? {}, { detail: shape?.detail });
  } catch {
    // Not ours: a proxy, or the server going down.
  }
  return new AppError('INTERNAL', {}, { detail: `HTTP ${response.status}` });
}

const secretName = 'qianyin';

/**
 * The secret that this page shows with each request: kept for this tab and this origin alone, first had for the token
 * of the opening address, which is then gone from the address. Null where the address was used before.
 */
async function obtainSecret(): Promise<string | null> {
  const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (token === undefined) return sessionStorage.getItem(secretName);
  history.replaceState(null, '', location.pathname);
  const response = await fetch('/api/session', { method: 'POST', headers: { 'x-qianyin': token } });
  if (!response.ok) return sessionStorage.getItem(secretName);
  const { secret } = (decodeWire(await response.text()) as { ok: { secret: string } }).ok;
  sessionStorage.setItem(secretName, secret);
  return secret;
}

/** The blocks of a stream of server-sent events, as they come. */
async function* readBlocks(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let pending = '';
  while (true) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (pending + value).split('\n\n');
    pending = blocks.pop() ?? '';
    yield* blocks;
  }
}

const listenAgainMs = 1000;

/** The bridge over the web door's HTTP, same origin, authenticated by the secret that the opening address gave. */
export function createWebBridge(): WebBridge {
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const connectionListeners = new Set<(connected: boolean) => void>();
  let connected = true;
  let unsaved = false;

  const uploadListeners = new Set<(upload: Upload | null) => void>();
  const tellUpload = (upload: Upload | null) => {
    for (const listener of uploadListeners) listener(upload);
  };

  const setConnected = (now: boolean) => {
    if (now === connected) return;
    connected = now;
    for (const listener of connectionListeners) listener(now);
  };

  // Asked for once: a reload finds it again, another tab does not.
  const secret = obtainSecret().catch(() => sessionStorage.getItem(secretName));

  const request = async (path: string, init: RequestInit): Promise<Response> => {
    let response: Response;
    try {
      response = await fetch(path, { ...init, headers: { ...init.headers, 'x-qianyin': (await secret) ?? '' } });
    } catch (cause) {
      setConnected(false);
      throw new AppError('INTERNAL', {}, { detail: 'the local service does not answer', cause });
    }
    return accepted(response);
  };

  const accepted = async (response: Response): Promise<Response> => {
    if (response.status === 401 || response.status === 403) setConnected(false);
    if (!response.ok) throw await readError(response);
    return response;
  };

  /** Puts a file by the only request that tells how far it is. */
  const put = (path: string, file: File, key: string): Promise<Response> =>
    new Promise((resolve, reject) => {
      const sending = new XMLHttpRequest();
      sending.open('PUT', path);
      sending.setRequestHeader('x-qianyin', key);
      sending.setRequestHeader('content-type', 'application/octet-stream');
      sending.upload.onprogress = ({ loaded }) =>
        tellUpload({ name: file.name, sentBytes: loaded, totalBytes: file.size });
      sending.onload = () => resolve(new Response(sending.responseText, { status: sending.status }));
      sending.onerror = () => {
        setConnected(false);
        reject(new AppError('INTERNAL', {}, { detail: 'the local service does not answer' }));
      };
      sending.send(file);
    });

  const upload = async (file: File): Promise<PickedFile> => {
    tellUpload({ name: file.name, sentBytes: 0, totalBytes: file.size });
    try {
      const path = `/api/inbox?name=${encodeURIComponent(file.name)}`;
      return await readPicked(await accepted(await put(path, file, (await secret) ?? '')));
    } finally {
      tellUpload(null);
    }
  };

  const readPicked = async (response: Response): Promise<PickedFile> => {
    return (decodeWire(await response.text()) as { ok: PickedFile }).ok;
  };

  /** One after the other: a folder may hold thousands. */
  const uploadAll = async (files: readonly File[]): Promise<PickedFile[]> => {
    const picked: PickedFile[] = [];
    for (const file of files) picked.push(await upload(file));
    return picked;
  };

  const hear = (block: string) => {
    if (!block.startsWith('data: ')) return;
    const { event, payload } = decodeWire(block.slice('data: '.length)) as { event: EventName; payload: unknown };
    for (const listener of listeners.get(event) ?? []) (listener as (payload: unknown) => void)(payload);
  };

  /** An EventSource sends no header, so the stream is read by hand. Asking again finds a server that came back. */
  const listen = async () => {
    try {
      const { body } = await request('/api/events', {});
      setConnected(true);
      if (body) for await (const block of readBlocks(body)) hear(block);
    } catch {
      // What went wrong shows as the lost connection.
    }
    setConnected(false);
    setTimeout(listen, listenAgainMs);
  };
  void listen();

  window.addEventListener('beforeunload', (event) => {
    if (unsaved) event.preventDefault();
  });

  return {
    door: 'web',
    async call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>> {
      const response = await request(`/api/call/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/vnd.qianyin.parts' },
        body: encodeParts(input),
      });
      const type = response.headers.get('content-type');
      if (type?.startsWith('application/octet-stream')) {
        return new Uint8Array(await response.arrayBuffer()) as MethodOutput<M>;
      }
      if (type?.startsWith('application/vnd.qianyin.parts')) {
        return (decodeParts(new Uint8Array(await response.arrayBuffer())) as { ok: MethodOutput<M> }).ok;
      }
      return (decodeWire(await response.text()) as { ok: MethodOutput<M> }).ok;
    },
    subscribe<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void) {
      const forEvent = listeners.get(event) ?? new Set();
      listeners.set(event, forEvent);
      forEvent.add(listener as (payload: never) => void);
      return () => forEvent.delete(listener as (payload: never) => void);
    },
    watchConnection(listener) {
      connectionListeners.add(listener);
      if (!connected) listener(false);
      return () => connectionListeners.delete(listener);
    },
    watchUploads(listener) {
      uploadListeners.add(listener);
      return () => uploadListeners.delete(listener);
    },
    pickFiles(kind, multiple) {
      return new Promise((resolve, reject) => {
        const input = document.createElement('input');
        input.type = 'file';
        input.accept = acceptedFiles[kind];
        input.multiple = multiple;
        input.hidden = true;
        input.webkitdirectory = kind === 'folder';
        input.oncancel = () => {
          input.remove();
          resolve([]);
        };
        input.onchange = () => {
          const files = [...(input.files ?? [])];
          input.remove();
          const wanted = kind === 'folder' ? documentsByPath(files) : files;
          uploadAll(wanted).then(resolve, reject);
        };
        document.body.append(input);
        input.click();
      });
    },
    admitFile: upload,
    async saveFile(suggestedName, content, mediaType) {
      const address = URL.createObjectURL(new Blob([new Uint8Array(content)], { type: mediaType }));
      const link = document.createElement('a');
      link.href = address;
      link.download = suggestedName;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
      return suggestedName;
    },
    choosePlace: async () => ({}),
    async openFile(path) {
      const response = await request(`/api/file?path=${encodeURIComponent(path)}`, { method: 'POST' });
      const { address } = (decodeWire(await response.text()) as { ok: { address: string } }).ok;
      window.open(address, '_blank', 'noopener');
    },
    setTitle(title, isUnsaved) {
      document.title = visibleText(title);
      unsaved = isUnsaved;
    },
  };
}
