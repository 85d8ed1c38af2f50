/** Tokens over PKCS#11: drivers, tokens coming and going, PIN, certificates, signatures. */
export { missingToken, requirePresent, requireUsable } from './bound-certificate.ts';
export { chooseTokenAlgorithm } from './certificates/certificate.ts';
export { printCertificate } from './certificates/certificate-text.ts';
export type { ConfirmDriver, DriverAnswer } from './driver-adding.ts';
export { driversFromEnvironment } from './drivers/allowed-drivers.ts';
export type { DriverCandidate } from './drivers/discovery.ts';
export { createTokenHandlers } from './handlers.ts';
export type { DataObject } from './host/data-objects.ts';
export type { SignatureMechanism } from './host/messages.ts';
export type { SignerRequest, TokenSigner } from './signing.ts';
export type { TimeLimits } from './supervision/driver-host.ts';
export type { HostProcess, SpawnHost } from './supervision/host-process.ts';
export { prepareDriverHost } from './supervision/host-program.ts';
export type { DataObjectWrite, PinChange, PinUnblock } from './token-calls.ts';
export { createTokens, type Tokens, type TokensConfig } from './tokens.ts';
export type { TrialTokenRequest } from './trial.ts';
