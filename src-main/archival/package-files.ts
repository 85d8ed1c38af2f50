import type { ArchivePart } from '../contract/index.ts';

/** What each file is called in a package. */
export const packageFiles = {
  manifest: 'manifest.json',
  ticket: 'ticket.jws',
  'ticket-issuer': 'ticket-issuer.pem',
  events: 'events.jsonl',
  metadata: 'metadata.json',
  report: 'report.pdf',
  'report-data': 'report.json',
  flat: 'flat.pdf',
} as const satisfies Record<Exclude<ArchivePart, 'document'> | 'manifest', string>;

/** Of the document; its ending says what it is. */
export const documentFile = (format: 'pdf' | 'ofd') => `document.${format}`;
