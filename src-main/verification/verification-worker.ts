import { getHeapStatistics } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { AppError } from '../contract/index.ts';
import { openFileSource, rewriteWhole } from '../pdf/index.ts';
import { findUnsignedSealPictures } from './seal-pictures.ts';
import { findRegisteredPicture } from './seals/find-registered-picture.ts';
import { pathOf, type ThreadAnswer, type ThreadReply, type ThreadRequest } from './verification-thread.ts';
import { verifyDocument } from './verify-document.ts';

async function answer(request: ThreadRequest): Promise<ThreadAnswer> {
  const onPictures = (pictures: number) => {
    const reply: ThreadReply = { id: request.id, pictures };
    parentPort?.postMessage(reply);
  };
  try {
    const source = openFileSource(pathOf(request));
    try {
      if ('document' in request) {
        return { report: await verifyDocument({ ...request.document, source, onPictures }) };
      }
      if ('repair' in request) return { rewritten: rewriteWhole(source) };
      return 'search' in request
        ? { sealPictures: await findUnsignedSealPictures({ ...request.search, source }) }
        : { registeredPicture: await findRegisteredPicture({ ...request.registered, source }) };
    } finally {
      source.close();
    }
  } catch (thrown) {
    return { error: AppError.from(thrown).toShape() };
  }
}

parentPort?.on('message', (request: ThreadRequest) => {
  answer(request).then((answered) => {
    const reply: ThreadReply = { ...answered, id: request.id, heapBytes: getHeapStatistics().used_heap_size };
    parentPort?.postMessage(reply);
  });
});

const ready: ThreadReply = 'ready';
parentPort?.postMessage(ready);
