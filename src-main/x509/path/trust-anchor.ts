/**
 * DER of a certificate that a path may end at. One that the person chose counts for whatever is signed under it. One that comes from
 * the operating system was put there for web sites and programs: for a document it counts only under a certificate that says it is made
 * for documents.
 */
export type TrustAnchor = Uint8Array | SystemTrustAnchor;

export interface SystemTrustAnchor {
  readonly system: Uint8Array;
}

export const derOfAnchor = (anchor: TrustAnchor): Uint8Array => (anchor instanceof Uint8Array ? anchor : anchor.system);
