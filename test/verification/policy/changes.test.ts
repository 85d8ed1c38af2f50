import { describe, expect, it } from 'vitest';
import { type ChangeKind, changeRules } from '../../../src-main/pdf/changes/change-rules.ts';
import { type LaterChanges, permissionFor, summariseChanges } from '../../../src-main/pdf/changes/changes.ts';
import type { DocumentChange } from '../../../src-main/pdf/index.ts';
import { judgeChanges } from '../../../src-main/verification/later-changes.ts';

type Letter = '-' | 'L' | 'S' | 'C';
/** L: proves validity for the long term; S: is part of signing; C: the certification permits it; -: nothing does. */
const letters = { null: '-', 'long-term-validation': 'L', signing: 'S', certification: 'C' } as const;

/** What a signer permits who said nothing, and who said P 1, 2 or 3 (ISO 32000-2, Table 257). */
const table: Record<ChangeKind, `${Letter} ${Letter} ${Letter} ${Letter}`> = {
  // P 1: no changes; document timestamps and security stores are none (12.8.2.2.2).
  'document-timestamp-added': 'L L L L',
  'security-store-added': 'L L L L',
  // P 2: filling in forms and signing.
  'signature-added': 'S - S S',
  'signature-tagged': 'S - S S',
  'metadata-changed': 'S - S S',
  'text-added': 'S - S S',
  'form-filled': '- - C C',
  // P 3: annotations as well.
  'annotation-added': '- - - C',
  'annotation-changed': '- - - C',
  'annotation-removed': '- - - C',
  'appearance-changed': '- - - -',
  'form-structure-changed': '- - - -',
  'page-content-changed': '- - - -',
  'resources-changed': '- - - -',
  'page-added': '- - - -',
  'page-removed': '- - - -',
  'page-reordered': '- - - -',
  'structure-changed': '- - - -',
  'irregular-update': '- - - -',
  'ambiguous-structure': '- - - -',
  'picture-changed': '- - - -',
  'picture-not-compared': '- - - -',
  'hidden-object': '- - - -',
  unreadable: '- - - -',
};

const kinds = Object.keys(changeRules) as ChangeKind[];

describe('what a signer permits (ISO 32000-2, Table 257):', () => {
  it.each(kinds)('%s', (kind) => {
    const permitted = ([null, 1, 2, 3] as const).map(
      (level) => letters[`${permissionFor({ kind, fieldName: 'Amount' }, { level, locks: () => false })}`],
    );
    expect(permitted.join(' ')).toBe(table[kind]);
  });

  it('a field that the signature locks (Table 236) may neither be filled nor signed, whatever P says; another may', () => {
    const locks = (fieldName: string) => fieldName === 'Amount';
    expect(permissionFor({ kind: 'form-filled', fieldName: 'Amount' }, { level: 3, locks })).toBeNull();
    expect(permissionFor({ kind: 'form-filled', fieldName: 'Date' }, { level: 3, locks })).toBe('certification');
    expect(permissionFor({ kind: 'signature-added', fieldName: 'Amount' }, { level: 3, locks })).toBeNull();
    expect(permissionFor({ kind: 'signature-added', fieldName: 'Seal' }, { level: 3, locks })).toBe('signing');
  });
});

function change(kind: ChangeKind, differing: Partial<DocumentChange> = {}): DocumentChange {
  const nowhere = { objectNumber: null, page: null, rect: null, fieldName: null, evidence: null };
  return { kind, allowedBy: changeRules[kind].byDefault, coversContent: false, ...nowhere, ...differing };
}

const signature = change('signature-added');
const store = change('security-store-added');
const stamp = change('document-timestamp-added');
const text = change('text-added');
const note = change('annotation-added');
const permittedNote = change('annotation-added', { allowedBy: 'certification' });
const covering = change('signature-added', { coversContent: true });

describe('changes come to', () => {
  it.each<{ changes: DocumentChange[]; hasLaterBytes?: boolean; word: LaterChanges }>([
    { changes: [], hasLaterBytes: false, word: 'none' },
    { changes: [note], hasLaterBytes: false, word: 'none' },
    { changes: [], word: 'signatures-only' },
    { changes: [signature], word: 'signatures-only' },
    { changes: [signature, signature], word: 'signatures-only' },
    { changes: [signature, store], word: 'allowed' },
    { changes: [stamp], word: 'allowed' },
    { changes: [permittedNote], word: 'allowed' },
    { changes: [signature, note], word: 'changed' },
    { changes: [signature, covering], word: 'changed' },
  ])('$word', ({ changes, hasLaterBytes = true, word }) => {
    expect(summariseChanges(hasLaterBytes, changes)).toBe(word);
  });

  interface Row {
    what: string;
    changes: DocumentChange[];
    hasLaterBytes?: boolean;
    /** Somebody signed everything up to the end. */
    endIsCovered?: boolean;
    later: LaterChanges;
    /** State, reason and how many are not quiet. */
    said: string;
    more?: string[];
  }
  const rows: Row[] = [
    { what: 'nothing', changes: [], hasLaterBytes: false, later: 'none', said: 'passed none 0' },
    { what: 'a signature', changes: [signature], later: 'signatures-only', said: 'passed signatures-only 0' },
    {
      what: 'a signature with text that is seen',
      changes: [signature, text],
      later: 'signatures-only',
      said: 'passed signatures-only 0',
    },
    {
      what: 'a signature that does not cover the end',
      changes: [signature],
      endIsCovered: false,
      later: 'changed',
      said: 'warning changed 0',
    },
    {
      what: 'bytes that say nothing and that nobody signed',
      changes: [],
      endIsCovered: false,
      later: 'changed',
      said: 'warning changed 0',
    },
    {
      what: 'a signature beside a store, which do not cover the end',
      changes: [signature, store],
      endIsCovered: false,
      later: 'changed',
      said: 'warning changed 0',
    },
    { what: 'a store and a timestamp', changes: [store, stamp], later: 'allowed', said: 'passed allowed 0' },
    {
      what: 'a store where the end is not covered',
      changes: [store],
      endIsCovered: false,
      later: 'allowed',
      said: 'warning allowed 0',
    },
    {
      what: 'a title that nobody signed',
      changes: [change('metadata-changed')],
      endIsCovered: false,
      later: 'allowed',
      said: 'warning allowed 0',
    },
    {
      what: 'a note that the signer permitted',
      changes: [permittedNote, signature],
      later: 'allowed',
      said: 'warning permitted-by-signer 1',
    },
    { what: 'a note', changes: [note, signature], later: 'changed', said: 'warning changed 1' },
    {
      what: 'a signature that hides something',
      changes: [covering],
      later: 'changed',
      said: 'warning content-covered 1',
    },
    {
      what: 'a note beside a signature that hides something',
      changes: [note, covering],
      later: 'changed',
      said: 'warning changed 2',
    },
    {
      what: 'a page that looks different',
      changes: [signature, change('picture-changed'), change('picture-not-compared')],
      later: 'changed',
      said: 'warning picture-changed 2',
    },
    {
      what: 'a page that cannot be compared',
      changes: [signature, change('picture-not-compared')],
      later: 'changed',
      said: 'warning picture-not-compared 1',
    },
    {
      what: 'a signed revision that is ambiguous, and a signature',
      changes: [change('ambiguous-structure', { evidence: 'xref/twice at byte 9' }), signature],
      later: 'changed',
      said: 'warning changed 1',
      more: ['unknown file-structure/ambiguous xref/twice at byte 9'],
    },
    {
      what: 'a signed revision that is ambiguous, and a note: that is known',
      changes: [change('ambiguous-structure'), note],
      later: 'changed',
      said: 'warning changed 2',
    },
    {
      what: 'a signed revision that is ambiguous, and a signature that hides something',
      changes: [change('ambiguous-structure'), covering],
      later: 'changed',
      said: 'warning changed 2',
    },
  ];
  it.each(rows)(
    '$later for $what',
    ({ changes, hasLaterBytes = true, endIsCovered = true, later, said, more = [] }) => {
      const judged = judgeChanges(changes, hasLaterBytes, endIsCovered);
      expect(judged.laterChanges).toBe(later);
      const [first, ...others] = judged.findings;
      expect(`${first?.state} ${first?.reason.split('/')[1]} ${first?.values.count}`).toBe(said);
      expect(others.map(({ state, reason, evidence }) => `${state} ${reason} ${evidence}`)).toEqual(more);
      expect(judged.changes).toEqual(changes.map((one) => ({ ...one, part: null })));
    },
  );
});
