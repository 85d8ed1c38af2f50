import { parentPort } from 'node:worker_threads';
import { AppError } from '../contract/index.ts';
import { openFileSource } from '../pdf/index.ts';
import { findUnsignedSealPictures } from './seal-pictures.ts';
import { pathOf, type ThreadReply, type ThreadRequest } from './verification-thread.ts';
import { verifyDocument } from './verify-document.ts';

async function answer(request: ThreadRequest): Promise<ThreadReply> {
  const { id } = request;
  try {
    const source = openFileSource(pathOf(request));
    try {
      return 'document' in request
        ? { id, report: await verifyDocument({ ...request.document, source }) }
        : { id, sealPictures: await findUnsignedSealPictures({ ...request.search, source }) };
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
