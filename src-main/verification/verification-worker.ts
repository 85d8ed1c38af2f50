import { parentPort } from 'node:worker_threads';
import { AppError } from '../contract/index.ts';
import { openFileSource } from '../pdf/index.ts';
import type { ThreadReply, ThreadRequest } from './verification-thread.ts';
import { verifyDocument } from './verify-document.ts';

async function answer({ id, document }: ThreadRequest): Promise<ThreadReply> {
  try {
    const source = openFileSource(document.path);
    try {
      return { id, report: await verifyDocument({ ...document, source }) };
    } finally {
      source.close();
    }
  } catch (thrown) {
    return { id, error: AppError.from(thrown).toShape() };
  }
}

parentPort?.on('message', (request: ThreadRequest) => {
  answer(request).then((reply) => parentPort?.postMessage(reply));
});

const ready: ThreadReply = 'ready';
parentPort?.postMessage(ready);
