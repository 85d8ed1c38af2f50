import { AppError } from '../contract/index.ts';
import { isPackage } from '../ofd/index.ts';
import { openFileSource, pictureTimeMs, rewriteWhole, sourceOf } from '../pdf/index.ts';
import { answerInThread } from '../runtime/index.ts';
import { readArchiveContent } from './ofd/archive-content.ts';
import { findPictureInPackage } from './ofd/registered-picture.ts';
import { findUnsignedSealPictures } from './seal-pictures.ts';
import { findRegisteredPicture, type RegisteredPictureRequest } from './seals/find-registered-picture.ts';
import { pathOf, type ThreadAnswer, type ThreadWork } from './verification-thread.ts';
import { verifyFile } from './verify-file.ts';

const findPicture = (request: RegisteredPictureRequest, path: string) =>
  isPackage(request.source, path) ? findPictureInPackage(request) : findRegisteredPicture(request);

answerInThread<ThreadWork, ThreadAnswer>(async (work, { needMore, progress }) => {
  const onPictures = (pictures: number) => needMore(pictureTimeMs(pictures));
  try {
    if ('document' in work && work.document.handle) {
      const { handle, ...document } = work.document;
      const source = sourceOf(handle);
      return { report: await verifyFile({ ...document, source, onPictures, onProgress: progress }) };
    }
    if ('archive' in work) {
      const { handle, texts } = work.archive;
      return { archiveContent: await readArchiveContent(sourceOf(handle), texts) };
    }
    const source = openFileSource(pathOf(work));
    try {
      if ('document' in work) return { report: await verifyFile({ ...work.document, source, onPictures }) };
      if ('repair' in work) return { rewritten: rewriteWhole(source) };
      return 'search' in work
        ? { sealPictures: await findUnsignedSealPictures({ ...work.search, source }) }
        : { registeredPicture: await findPicture({ ...work.registered, source }, work.registered.path) };
    } finally {
      source.close();
    }
  } catch (thrown) {
    return { error: AppError.from(thrown).toShape() };
  }
});
