/** What rooms need of the process they run in, whatever they are about. Imports the contract alone. */

export { groupName, userName } from './account-names.ts';
export { assertAsPacked, digestsForThread } from './beside-archive.ts';
export { BoundedCache } from './bounded-cache.ts';
export { collectGarbage } from './collect-garbage.ts';
export { compileCacheEnvironment } from './compile-cache.ts';
export { createDeferred } from './deferred.ts';
export { createLimitedThread, type LimitedThread, type ThreadReply, ThreadStopped } from './limited-thread.ts';
export { findProgram, programFolder } from './program-files.ts';
export { answerInThread } from './thread-program.ts';
