import type { DocumentFormat } from './format.ts';
import { ofdWriter } from './ofd-writer.ts';
import { pdfWriter } from './pdf-writer.ts';
import type { SealWriter } from './writer.ts';

const writers: Readonly<Record<DocumentFormat['name'], SealWriter>> = { pdf: pdfWriter, ofd: ofdWriter };

/** What puts seals into documents of a format. */
export const writerOf = ({ name }: DocumentFormat): SealWriter => writers[name];
