import { expect, test } from 'vitest';
import type { MethodInput, MethodName } from '../../src-main/contract/index.ts';
import { closeInOrder } from '../../src-renderer/pdf/orderly-closing.ts';

/** A core that refuses what it is asked, when it is told to. */
function slowCore() {
  const heard: string[] = [];
  const refusals: (() => void)[] = [];
  const call = closeInOrder(<M extends MethodName>(method: M, input: MethodInput<M>) => {
    heard.push(`${method} ${JSON.stringify(input)}`);
    return new Promise<never>((_, reject) => refusals.push(() => reject(new Error('refused'))));
  });
  return { heard, refusals, call };
}
const page = (documentId: string) => ({ documentId, page: 1 });
const settle = () => new Promise((resolve) => setTimeout(resolve));

test('a document that is still being read is closed when the reading is over', async () => {
  const { heard, refusals, call } = slowCore();
  const reading = call('documents.page', page('a'));
  void call('documents.close', { documentId: 'a' });
  void call('documents.close', { documentId: 'b' });
  await settle();
  const before = ['documents.page {"documentId":"a","page":1}', 'documents.close {"documentId":"b"}'];
  expect(heard).toEqual(before);
  refusals[0]?.();
  await expect(reading).rejects.toThrow('refused');
  await settle();
  expect(heard).toEqual([...before, 'documents.close {"documentId":"a"}']);
});

test('nothing more is asked about a document that is closed', async () => {
  const { heard, call } = slowCore();
  void call('documents.close', { documentId: 'a' });
  await expect(call('documents.page', page('a'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await settle();
  expect(heard).toEqual(['documents.close {"documentId":"a"}']);
});
