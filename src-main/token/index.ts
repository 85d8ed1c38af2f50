/** Tokens over PKCS#11: drivers, tokens coming and going, PIN, certificates, signatures. */
export { driversFromEnvironment } from './allowed-drivers.ts';
export { chooseTokenAlgorithm } from './certificate.ts';
export { printCertificate } from './certificate-text.ts';
export type { DataObject } from './data-objects.ts';
export type { DriverCandidate } from './discovery.ts';
export type { TimeLimits } from './driver-host.ts';
export { createTokenHandlers } from './handlers.ts';
export type { HostProcess, SpawnHost } from './host-process.ts';
export type { SignatureMechanism } from './messages.ts';
export { createTokenRoom, type TokenRoom, type TokenRoomConfig } from './room.ts';
export type { SignerRequest, TokenSigner } from './signing.ts';
export type { DataObjectWrite, PinChange, PinUnblock } from './token-calls.ts';
export type { TrialTokenRequest } from './trial.ts';
