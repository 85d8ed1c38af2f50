import {
  type ByteSource,
  openPdf,
  type PdfDocument,
  prefixSource,
  readSecurityStore,
  type ValidationData,
} from '../pdf/index.ts';
import type { VerificationRequest } from './request.ts';
import type { RevocationData } from './revocation.ts';

/**
 * What the person has, and what the file brings along: in its last revision and in every one that was signed, since what a later revision
 * leaves out was known all the same. The person's own comes first: a file that brings too much to look at all of it must not crowd it out.
 */
export function gatherRevocationData(
  document: PdfDocument,
  signedEnds: readonly number[],
  { revocationData, source, password }: Pick<VerificationRequest, 'revocationData' | 'source' | 'password'>,
): RevocationData {
  const stores = [readSecurityStore(document)];
  for (const end of new Set(signedEnds)) {
    if (end < source.sizeBytes) stores.push(...securityStoreAt(source, end, password));
  }
  const all = (kind: keyof ValidationData) => [
    ...(revocationData?.[kind] ?? []),
    ...withoutRepetition(stores.flatMap((store) => store[kind])),
  ];
  return {
    certificates: all('certificates'),
    crls: all('crls'),
    ocspResponses: all('ocspResponses'),
    unanswered: revocationData?.unanswered ?? null,
  };
}

function securityStoreAt(source: ByteSource, end: number, password: string | undefined): ValidationData[] {
  try {
    return [readSecurityStore(openPdf(prefixSource(source, end), { password }))];
  } catch {
    // A prefix that is no file by itself; its signature says so.
    return [];
  }
}

function withoutRepetition(items: readonly Uint8Array[]): Uint8Array[] {
  return [...new Map(items.map((item) => [Buffer.from(item).toString('latin1'), item])).values()];
}
