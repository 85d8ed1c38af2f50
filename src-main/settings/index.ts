export { openRecentDocuments, type RecentDocuments } from './recent-documents.ts';
export { openSettings, type SettingsStore } from './settings-file.ts';
export { openTrustStore, readTrustSources, type TrustStore } from './trust-store.ts';
