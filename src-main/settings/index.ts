export { createSettingsHandlers } from './handlers.ts';
export { openRecentDocuments, type RecentDocuments } from './recent-documents.ts';
export { openRememberedStamps, type RememberedStamps } from './remembered-stamps.ts';
export { openSettings, type SettingsStore } from './settings-file.ts';
export { openTrust, type Trust } from './trust.ts';
export { createTrustHandlers } from './trust-handlers.ts';
export { openTrustStore, readTrustSources, type TrustStore } from './trust-store.ts';
