/** What rooms need of the process they run in, whatever they are about. Imports nothing. */
export { groupName, userName } from './account-names.ts';
export { BoundedCache } from './bounded-cache.ts';
export { createDeferred } from './deferred.ts';
export { findProgram, programFolder } from './program-files.ts';
