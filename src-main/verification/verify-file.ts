import type { VerificationReport } from '../contract/index.ts';
import { isPackage } from '../ofd/index.ts';
import { verifyPackage } from './ofd/verify-package.ts';
import type { VerificationRequest } from './request.ts';
import { verifyDocument } from './verify-document.ts';

/** Verifies a document of either format. Throws what `verifyDocument` and `verifyPackage` throw. */
export function verifyFile(request: VerificationRequest): Promise<VerificationReport> {
  return isPackage(request.source, request.name) ? verifyPackage(request) : verifyDocument(request);
}
