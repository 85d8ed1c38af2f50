export { createVerification, type Verification } from './handlers.ts';
export type { ArchiveContent } from './ofd/archive-content.ts';
export type { VerificationRequest } from './request.ts';
export { fateOfSignatures } from './verdict/got-worse.ts';
export { createVerificationThread, prepareVerificationThread, type VerificationThread } from './verification-thread.ts';
export { verifyDocument } from './verify-document.ts';
export { isPackage } from './verify-file.ts';
export { verifyFolder } from './verify-folder.ts';
