import { AppError, type Core } from '../../src-main/contract/index.ts';

const documentOf = (input: unknown): string | null => {
  if (typeof input !== 'object' || input === null || !('documentId' in input)) return null;
  return typeof input.documentId === 'string' ? input.documentId : null;
};

/**
 * Calls in which a document is closed once everything asked about it has been answered; what is asked after that does not
 * reach the core. Whoever leaves a page while pdf.js still reads would else be told of a document that is not open.
 */
export function closeInOrder(call: Core['call']): Core['call'] {
  const asked = new Map<string, Set<Promise<unknown>>>();
  const closed = new Set<string>();
  return async (method, input) => {
    const documentId = method.startsWith('documents.') ? documentOf(input) : null;
    if (documentId === null) return call(method, input);
    if (closed.has(documentId)) throw new AppError('INVALID_INPUT', { detail: 'documentId' });
    const others = asked.get(documentId) ?? new Set();
    if (method === 'documents.close') {
      closed.add(documentId);
      await Promise.allSettled(others);
      asked.delete(documentId);
      return call(method, input);
    }
    asked.set(documentId, others);
    const answer = call(method, input);
    others.add(answer);
    try {
      return await answer;
    } finally {
      others.delete(answer);
    }
  };
}
