export { verifyWholeSeal } from './seals/verify-seal.ts';
export { createVerificationThread, type VerificationThread } from './verification-thread.ts';
export { type VerificationRequest, verifyDocument } from './verify-document.ts';
export { verifyFolder } from './verify-folder.ts';
