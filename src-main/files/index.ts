/** Files that appear whole or not at all, and survive a power cut once they are there. */
export { appendToFile, stateOf } from './appended-file.ts';
export {
  type ByteSource,
  bytesSource,
  type FileSource,
  joinedSource,
  openFileSource,
  prefixSource,
  readChunks,
  type SourceHandle,
  sliceSource,
  sourceOf,
} from './byte-source.ts';
export {
  type ComparedCopy,
  type CopyPaths,
  closeCopy,
  compareUpTo,
  compareWhole,
  openCopy,
} from './copy-comparison.ts';
export { FileValues } from './file-values.ts';
export { type FoundFile, findDocuments } from './find-documents.ts';
export { assertRoomFor } from './free-space.ts';
export { assertLoadedAsPacked } from './loaded-packages.ts';
export { createOutputFile, type OutputFile, tidyLeftBehind } from './output-file.ts';
export { syncFolder } from './placing.ts';
export { makePrivateFolder, preparePrivateFile, privateFolderMode } from './private-folder.ts';
export { absolutePath, systemPath, wholeArguments } from './system-path.ts';
export { tidyInterruptedOutput, wasLeftUnfinished, wasPublished } from './temporary-names.ts';
export { keepUnfinishedList, readUnfinishedList } from './unfinished.ts';
export { describeWriteFailure } from './write-failure.ts';
export { writeFileAtomically } from './write-file.ts';
