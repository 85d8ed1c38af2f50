export { createStampHandlers } from './handlers.ts';
export { createOpenedDocuments } from './opened-documents.ts';
export { defaultOutputPath, outputPathsFor, repairedPathsFor } from './output-path.ts';
export { recoverAfterKill } from './recovery.ts';
export type { StampingRooms } from './rooms.ts';
