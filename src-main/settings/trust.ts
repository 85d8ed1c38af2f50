import { join } from 'node:path';
import type { TrustAnchor } from '../x509/index.ts';
import { type CrlStore, openCrlStore } from './crl-store.ts';
import type { SettingsStore } from './settings-file.ts';
import { openSystemTrust, type SystemTrust } from './system-trust.ts';
import { openTrustStore, type TrustStore } from './trust-store.ts';

/** Whom the person trusts, and the revocation lists that she imported. */
export interface Trust {
  /** The issuers of those who may sign. */
  readonly issuers: TrustStore;
  /** Those who may say what time it is, and nothing else. */
  readonly timestampAuthorities: TrustStore;
  /** Those who may make seals, apart from those who may sign. */
  readonly makers: TrustStore;
  readonly system: SystemTrust;
  readonly crls: CrlStore;
  /** What paths may end at when a document is verified; those of the operating system while the settings say so. */
  anchors(): Promise<readonly TrustAnchor[]>;
}

/**
 * Opens what lies in the data folder. `onSystemRoots` is told once which roots of the system count, when they first do.
 */
export function openTrust(
  homeFolder: string,
  settings: SettingsStore,
  onSystemRoots: (certificates: readonly Uint8Array[]) => void = () => undefined,
): Trust {
  const issuers = openTrustStore(join(homeFolder, 'trust'));
  const timestampAuthorities = openTrustStore(join(homeFolder, 'timestamp-authorities'));
  const system = openSystemTrust();
  let areTold = false;
  const systemAnchors = async () => {
    const anchors = await system.anchors();
    if (!areTold) onSystemRoots(anchors.map((anchor) => anchor.system));
    areTold = true;
    return anchors;
  };
  return {
    issuers,
    timestampAuthorities,
    makers: openTrustStore(join(homeFolder, 'seal-makers')),
    system,
    crls: openCrlStore(join(homeFolder, 'crls')),
    anchors: async () => [
      ...issuers.anchors(),
      ...timestampAuthorities.anchors().map((timestamps) => ({ timestamps })),
      ...(settings.get().systemTrusted ? await systemAnchors() : []),
    ],
  };
}
