export type { StampingContext } from './context.ts';
export { createOpenedDocuments } from './documents/opened-documents.ts';
export { createStampHandlers } from './handlers.ts';
export { defaultOutputPath, outputPathsFor, repairedPathsFor } from './output-path.ts';
export { recoverAfterKill } from './recovery.ts';
export { failureKindOf } from './session/failure-kinds.ts';
export { createKeptLogins } from './session/kept-logins.ts';
export type { SessionPins } from './session/kept-signers.ts';
export {
  createManyStamping,
  type ManyStamping,
  type SealSigning,
  type SessionStamp,
  type StampSession,
} from './session/stamp-session.ts';
export { signUnseen, type UnseenRequest } from './unseen/sign-unseen.ts';
