import { AppError } from '../contract/index.ts';
import { openFileSource, pictureTimeMs, rewriteWhole, sourceOf } from '../pdf/index.ts';
import { answerInThread } from '../runtime/index.ts';
import { findUnsignedSealPictures } from './seal-pictures.ts';
import { findRegisteredPicture } from './seals/find-registered-picture.ts';
import { pathOf, type ThreadAnswer, type ThreadWork } from './verification-thread.ts';
import { verifyFile } from './verify-file.ts';

answerInThread<ThreadWork, ThreadAnswer>(async (work, { needMore, progress }) => {
  const onPictures = (pictures: number) => needMore(pictureTimeMs(pictures));
  try {
    if ('document' in work && work.document.handle) {
      const { handle, ...document } = work.document;
      const source = sourceOf(handle);
      return { report: await verifyFile({ ...document, source, onPictures, onProgress: progress }) };
    }
    const source = openFileSource(pathOf(work));
    try {
      if ('document' in work) return { report: await verifyFile({ ...work.document, source, onPictures }) };
      if ('repair' in work) return { rewritten: rewriteWhole(source) };
      return 'search' in work
        ? { sealPictures: await findUnsignedSealPictures({ ...work.search, source }) }
        : { registeredPicture: await findRegisteredPicture({ ...work.registered, source }) };
    } finally {
      source.close();
    }
  } catch (thrown) {
    return { error: AppError.from(thrown).toShape() };
  }
});
