/** What a later revision did, in the words of the rules below. */
export type ChangeKind = keyof typeof changeRules;

/** What lets a change pass: it proves validity for the long term, it is part of signing, or the signer permitted it (DocMDP). */
export type Permission = 'long-term-validation' | 'signing' | 'certification';

interface ChangeRule {
  /** Of ISO 32000-2. */
  readonly clause: string;
  /** What lets it pass where the signer said nothing. */
  readonly byDefault: Permission | null;
  /** The lowest P of DocMDP that permits it; null where none does. */
  readonly permittedFrom: 1 | 2 | 3 | null;
}

/** Every kind of change. What no row lets pass is refused, and what fits no row is `hidden-object` or `unreadable`. */
export const changeRules = {
  // 12.8.2.2.2: security stores and document timestamps are no changes in the sense of any P.
  'document-timestamp-added': { clause: '12.8.5', byDefault: 'long-term-validation', permittedFrom: 1 },
  'security-store-added': { clause: '12.8.4.3', byDefault: 'long-term-validation', permittedFrom: 1 },
  'signature-added': { clause: '12.7.5.5', byDefault: 'signing', permittedFrom: 2 },
  // 14.7: what says in words that a signature is there, for who does not see it; it belongs to that signature.
  'signature-tagged': { clause: '14.7', byDefault: 'signing', permittedFrom: 2 },
  'metadata-changed': { clause: '14.3', byDefault: 'signing', permittedFrom: 2 },
  'form-filled': { clause: '12.7.4', byDefault: null, permittedFrom: 2 },
  'annotation-added': { clause: '12.5', byDefault: null, permittedFrom: 3 },
  'annotation-changed': { clause: '12.5', byDefault: null, permittedFrom: 3 },
  'annotation-removed': { clause: '12.5', byDefault: null, permittedFrom: 3 },
  'appearance-changed': { clause: '12.5.5', byDefault: null, permittedFrom: null },
  'form-structure-changed': { clause: '12.7.3', byDefault: null, permittedFrom: null },
  'page-content-changed': { clause: '7.8.2', byDefault: null, permittedFrom: null },
  'resources-changed': { clause: '7.8.3', byDefault: null, permittedFrom: null },
  'page-added': { clause: '7.7.3', byDefault: null, permittedFrom: null },
  'page-removed': { clause: '7.7.3', byDefault: null, permittedFrom: null },
  'page-reordered': { clause: '7.7.3', byDefault: null, permittedFrom: null },
  'structure-changed': { clause: '7.7.2', byDefault: null, permittedFrom: null },
  // Readers that repair show something else than those that do not.
  'irregular-update': { clause: '7.5.6', byDefault: null, permittedFrom: null },
  'ambiguous-structure': { clause: '7.5', byDefault: null, permittedFrom: null },
  // What pictures of the pages tell, whatever the structure says.
  'picture-changed': { clause: '12.8.1', byDefault: null, permittedFrom: null },
  'picture-not-compared': { clause: '12.8.1', byDefault: null, permittedFrom: null },
  'text-added': { clause: '12.7.5.5', byDefault: 'signing', permittedFrom: 2 },
  'hidden-object': { clause: '7.5.6', byDefault: null, permittedFrom: null },
  unreadable: { clause: '7.5', byDefault: null, permittedFrom: null },
} as const satisfies Record<string, ChangeRule>;
