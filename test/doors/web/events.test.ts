import { type ClientRequest, request } from 'node:http';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type App, createApp } from '../../../src-main/app.ts';
import {
  decodeWire,
  encodeWire,
  events,
  methods,
  stampProgress,
  stampResult,
  type Token,
} from '../../../src-main/contract/index.ts';
import { commandDesktop } from '../../../src-main/doors/desktop.ts';
import { openWebDoor, type WebDoor } from '../../../src-main/doors/web/index.ts';
import { openPremises, owner, type Premises } from '../../fixtures/office.ts';
import { openCore } from '../../fixtures/office-core.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import type { SoftHsmToken } from '../../fixtures/softhsm.ts';
import { eventually } from '../../token/drivers.ts';
import { ask, fetchFile, letIn, okOf } from './served.ts';

const message = z.object({ event: z.string(), payload: z.unknown() });
const seenLimitMs = 2000;

let office: Premises;
let opened: Awaited<ReturnType<typeof openCore>>;
let token: SoftHsmToken;
let core: App;
let door: WebDoor;
let ours: Record<string, string>;

beforeAll(async () => {
  office = openPremises();
  token = office.token;
  opened = await openCore(office, 'web');
  core = opened.core;
  door = await openWebDoor({ core, homeFolder: office.home });
  ours = { 'x-qianyin': await letIn(door) };
  await core.tokensSettled();
});
afterAll(async () => {
  await door.close();
  await opened.close();
});

interface Listening {
  messages: z.infer<typeof message>[];
  ended: Promise<void>;
  sent: ClientRequest;
}

/** Listens as a window does. Resolves once the stream is open. */
function listen(port: number, secret: string): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path: '/api/events', headers: { 'x-qianyin': secret } },
      (response) => {
        if (!response.headers['content-type']?.startsWith('text/event-stream')) reject(new Error('no event stream'));
        const messages: Listening['messages'] = [];
        let pending = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          const blocks = (pending + text).split('\n\n');
          pending = blocks.pop() ?? '';
          for (const block of blocks) {
            if (block.startsWith('data: ')) messages.push(message.parse(decodeWire(block.slice('data: '.length))));
          }
        });
        response.on('error', () => {});
        const ended = new Promise<void>((done) => response.once('close', done));
        resolve({ messages, ended, sent });
      },
    );
    sent.once('error', reject);
    sent.end();
  });
}

async function call(method: string, input?: unknown): Promise<unknown> {
  const sent = { method: 'POST', path: `/api/call/${method}`, headers: ours, body: encodeWire(input) };
  return okOf(await ask(door.port, sent));
}

const serialsIn = ({ event, payload }: z.infer<typeof message>) =>
  event === 'tokens.changed' ? events[event].parse(payload).tokens.map(({ serial }) => serial) : undefined;

describe('a window that listens', () => {
  test('hears within two seconds of a UKey that is pulled and plugged in again, every window alike', async () => {
    const windows = [
      await listen(door.port, ours['x-qianyin'] ?? ''),
      await listen(door.port, ours['x-qianyin'] ?? ''),
    ];
    token.pull();
    try {
      for (const { messages } of windows) {
        const gone = () => messages.some((heard) => serialsIn(heard)?.includes(token.serial) === false);
        await eventually('the UKey is gone', gone, seenLimitMs);
      }
    } finally {
      for (const { messages } of windows) messages.length = 0;
      token.plug();
    }
    for (const { messages, sent } of windows) {
      const back = () => messages.some((heard) => serialsIn(heard)?.includes(token.serial));
      await eventually('the UKey is back', back, seenLimitMs);
      sent.destroy();
    }
  });

  test('hears how the stamp goes on, step by step', async () => {
    const [found] = methods['tokens.list'].output.parse(await call('tokens.list'));
    const { id: tokenId, certificates }: Token = z.custom<Token>((value) => value !== undefined).parse(found);
    const binding = { tokenId, certificateFingerprint: certificates[0]?.fingerprint };
    const seal = methods['seals.create'].output.parse(
      await call('seals.create', { name: '公章', kind: 'official', binding, design: { ringText: owner } }),
    );
    const { messages, sent } = await listen(door.port, ours['x-qianyin'] ?? '');
    const result = stampResult.parse(
      await call('stamp.run', {
        runId: 'run-1',
        path: fixturePath('groff.pdf'),
        outputPath: join(office.folder, 'out.pdf'),
        placements: [{ sealId: seal.id, placing: { rule: 'here', page: 1, xMm: 100, yMm: 100 } }],
        pins: { [tokenId]: token.pin },
      }),
    );
    expect(result.outputPath).toBe(join(office.folder, 'out.pdf'));
    const steps = () =>
      messages.flatMap(({ event, payload }) => (event === 'stamp.progress' ? [stampProgress.parse(payload)] : []));
    await eventually('the last step', () => steps().at(-1)?.step === 'save' && steps().at(-1)?.fraction === 1);
    expect([...new Set(steps().map(({ step }) => step))]).toEqual(['prepare', 'sign', 'verify', 'save']);
    expect(new Set(steps().map(({ runId }) => runId))).toEqual(new Set(['run-1']));
    // What the stamp made may be shown in a tab.
    const shown = await fetchFile(door.port, ours, result.outputPath);
    expect(shown.body.subarray(0, 5).toString()).toBe('%PDF-');
    sent.destroy();
  });

  test('is cut off when the server ends, and asks a server that is gone in vain', async () => {
    const second = await openWebDoor({ core, homeFolder: office.home });
    const secret = await letIn(second);
    const window = await listen(second.port, secret);
    await second.close();
    await window.ended;
    await expect(ask(second.port, { headers: { 'x-qianyin': secret } })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});

test('a seal that was imported as a picture comes to the window as that picture', async () => {
  const picture = new PNG({ width: 60, height: 60 });
  for (let at = 0; at < picture.data.length; at += 4) picture.data.set([200, 0, 0, at % 8 === 0 ? 255 : 0], at);
  const png = new Uint8Array(PNG.sync.write(picture));
  const [found] = methods['tokens.list'].output.parse(await call('tokens.list'));
  const binding = { tokenId: found?.id, certificateFingerprint: found?.certificates[0]?.fingerprint };
  const preview = methods['seals.previewImage'].output.parse(
    await call('seals.previewImage', { png, removeBackground: true }),
  );
  expect(PNG.sync.read(Buffer.from(preview.png)).width).toBe(preview.widthPx);
  const seal = methods['seals.import'].output.parse(
    await call('seals.import', { name: '图章', kind: 'other', binding, png, widthMm: 30 }),
  );
  const artwork = methods['seals.artwork'].output.parse(await call('seals.artwork', { id: seal.id }));
  expect(artwork.mediaType).toBe('image/png');
  expect(PNG.sync.read(Buffer.from(artwork.content)).width).toBe(60);
  // Another program of the same data folder reads it from the disk.
  const other = await createApp({ homeFolder: office.home, door: 'web', desktop: commandDesktop() });
  const otherDoor = await openWebDoor({ core: other, homeFolder: office.home });
  try {
    const headers = { 'x-qianyin': await letIn(otherDoor) };
    const body = encodeWire({ id: seal.id });
    const reply = await ask(otherDoor.port, { method: 'POST', path: '/api/call/seals.artwork', headers, body });
    const { content } = methods['seals.artwork'].output.parse(okOf(reply));
    expect(content).toEqual(artwork.content);
  } finally {
    await otherDoor.close();
    await other.close();
  }
});
