export { createSealHandlers } from './handlers.ts';
export { createRevocationMarks, type RevocationRooms } from './revoked-certificates.ts';
export { makeStandardSeal } from './standard-seals.ts';
