export { type VerificationRequest, verifyDocument } from './verify-document.ts';
