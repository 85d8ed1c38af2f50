export { createSealHandlers } from './handlers.ts';
export { createRevocationMarks, type RevocationRooms } from './revoked-certificates.ts';
export { describeSeals } from './seal-state.ts';
export { makeStandardSeal } from './standard-seals.ts';
