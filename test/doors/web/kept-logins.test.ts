/** The PIN of a queue, over the web door: what another tab, another site and a page that was loaded anew can do with it. */
import { copyFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { App } from '../../../src-main/app.ts';
import { encodeWire, type MethodName, methods, type Token } from '../../../src-main/contract/index.ts';
import { openWebDoor, type WebDoor } from '../../../src-main/doors/web/index.ts';
import { openPremises, owner, type Premises } from '../../fixtures/office.ts';
import { openCore } from '../../fixtures/office-core.ts';
import { fixturePath } from '../../fixtures/pdf/index.ts';
import { eventually } from '../../token/drivers.ts';
import { ask, errorOf, letIn, okOf } from './served.ts';

vi.setConfig({ testTimeout: 60_000 });

let office: Premises;
let opened: Awaited<ReturnType<typeof openCore>>;
let core: App;
let door: WebDoor;
let first: Record<string, string>;
let second: Record<string, string>;
let token: Token;
let sealId: string;
let made = 0;

const call = (method: MethodName, input: unknown, headers = first) =>
  ask(door.port, { method: 'POST', path: `/api/call/${method}`, headers, body: encodeWire(input) });

beforeAll(async () => {
  office = openPremises();
  opened = await openCore(office, 'web');
  core = opened.core;
  door = await openWebDoor({ core, homeFolder: office.home });
  first = { 'x-qianyin': await letIn(door) };
  second = { 'x-qianyin': await letIn(door) };
  await core.tokensSettled();
  const [found] = await core.call('tokens.list', null);
  if (!found) throw new Error('no token');
  token = found;
  const binding = { tokenId: found.id, certificateFingerprint: found.certificates[0]?.fingerprint ?? '' };
  ({ id: sealId } = await core.call('seals.create', {
    name: '公章',
    kind: 'official',
    binding,
    design: { shape: 'round', ringText: owner },
  }));
});
afterAll(async () => {
  await door.close();
  await opened.close();
});

const newFile = () => {
  made += 1;
  const path = join(office.folder, `${made}.pdf`);
  copyFileSync(fixturePath('groff.pdf'), path);
  return path;
};

async function stampOf(path: string, given: object = {}) {
  const { documentId } = await core.call('documents.open', { path });
  const placements = [{ sealId, placing: { rule: 'here', page: 1, xMm: 100, yMm: 100 } }];
  return { runId: `run-${path}`, path, documentId, placements, ...given };
}

/** The first file of a queue of three is stamped by the first tab. */
async function begin() {
  const [one, two, three] = [newFile(), newFile(), newFile()];
  const pins = { [token.id]: office.token.pin };
  const reply = await call('stamp.run', await stampOf(one, { pins, loginFor: [two, three] }));
  const { login } = methods['stamp.run'].output.parse(okOf(reply));
  if (!login) throw new Error('no login was kept');
  return { login, two, three };
}

/** Listens as a page does, until it is closed. */
function listen(headers: Record<string, string>): Promise<{ heard: () => string; close: () => void }> {
  return new Promise((resolve) => {
    let text = '';
    const sent = request({ host: '127.0.0.1', port: door.port, path: '/api/events', headers }, (response) => {
      response.on('data', (part: Buffer) => {
        text += part.toString();
      });
      response.on('error', () => undefined);
      resolve({ heard: () => text, close: () => sent.destroy() });
    });
    sent.on('error', () => undefined);
    sent.end();
  });
}

test('another tab hears nothing of the key, and is asked for the PIN', async () => {
  const tab = await listen(second);
  const { login, two } = await begin();
  expect(errorOf(await call('stamp.run', await stampOf(two), second)).code).toBe('PIN_REQUIRED');
  const guess = { loginKey: login.loginId };
  expect(errorOf(await call('stamp.run', await stampOf(two, guess), second)).code).toBe('PIN_REQUIRED');
  okOf(await call('stamp.endLogin', { loginKey: login.loginKey }));
  await eventually('the end is heard', () => tab.heard().includes('stamp.loginEnded'));
  expect(tab.heard()).toContain(login.loginId);
  expect(tab.heard()).not.toContain(login.loginKey);
  tab.close();
});

test('another site is refused, even with the key', async () => {
  const { login, two } = await begin();
  const stamp = await stampOf(two, { loginKey: login.loginKey });
  for (const headers of [
    { ...first, origin: 'http://127.0.0.1:1' },
    { ...first, origin: 'null' },
    { ...first, 'sec-fetch-site': 'cross-site' },
  ]) {
    expect((await call('stamp.run', stamp, headers)).status).toBe(403);
  }
  expect((await call('stamp.run', stamp, { 'x-qianyin': 'guess' })).status).not.toBe(200);
  const reply = await call('stamp.run', stamp);
  expect(methods['stamp.run'].output.parse(okOf(reply)).login?.filesLeft).toBe(1);
});

test('a page that is closed or loaded anew leaves nothing behind', async () => {
  const page = await listen(first);
  const { login, two } = await begin();
  const ended: string[] = [];
  const stop = core.subscribe('stamp.loginEnded', ({ reason }) => ended.push(reason));
  page.close();
  await eventually('the login has ended', () => ended.length > 0);
  stop();
  expect(new Set(ended)).toEqual(new Set(['window']));
  expect(errorOf(await call('stamp.run', await stampOf(two, { loginKey: login.loginKey }))).code).toBe('PIN_REQUIRED');
});

test('a PIN that is being changed ends it', async () => {
  const reasons: string[] = [];
  const stop = core.subscribe('stamp.loginEnded', ({ reason }) => reasons.push(reason));
  await begin();
  const wrong = { tokenId: token.id, oldPin: '00000000', newPin: '11111111' };
  expect(errorOf(await call('tokens.changePin', wrong)).code).toBe('PIN_INCORRECT');
  expect(reasons).toEqual(['pin-changed']);
  stop();
});

test('the wish to be asked each time ends it', async () => {
  await call('stamp.run', await stampOf(newFile(), { pins: { [token.id]: office.token.pin } }));
  const { login, two } = await begin();
  await core.call('settings.update', { pinEachTime: true });
  const asked = await call('stamp.run', await stampOf(two, { loginKey: login.loginKey }));
  expect(errorOf(asked).code).toBe('PIN_REQUIRED');
  await core.call('settings.update', { pinEachTime: false });
});
