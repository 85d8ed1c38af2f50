import type { SigningPurpose } from '../certificates/certificate-usage.ts';

/**
 * DER of a certificate that a path may end at. One that the person chose counts for whatever is signed under it; one that she chose for timestamps counts
 * for nothing else. One that comes from the operating system was put there for web sites and programs: for a document it counts only under a certificate
 * that says it is made for documents.
 */
export type TrustAnchor = Uint8Array | TimestampAnchor | SystemTrustAnchor;

export interface SystemTrustAnchor {
  readonly system: Uint8Array;
}

/** Who may say what time it is, and not who signed a document. */
export interface TimestampAnchor {
  readonly timestamps: Uint8Array;
}

/** Its certificate, whatever it counts for. */
export function derOfAnchor(anchor: TrustAnchor): Uint8Array {
  if (anchor instanceof Uint8Array) return anchor;
  return 'system' in anchor ? anchor.system : anchor.timestamps;
}

/** DER of the anchors that the person chose for a purpose. */
export function chosenFor(anchors: readonly TrustAnchor[], purpose: SigningPurpose): Uint8Array[] {
  return anchors.flatMap((anchor) => {
    if (anchor instanceof Uint8Array) return [anchor];
    // Its own revocation has to be told, too.
    return 'timestamps' in anchor && purpose !== 'documents' ? [anchor.timestamps] : [];
  });
}

/** DER of the anchors that count for a purpose; those of the operating system for any, as far as they do. */
export function anchorsFor(anchors: readonly TrustAnchor[], purpose: SigningPurpose): Uint8Array[] {
  return [...chosenFor(anchors, purpose), ...anchors.flatMap((anchor) => ('system' in anchor ? [anchor.system] : []))];
}
