import { newSecret } from './gate.ts';

/** Addresses under which a tab of the browser may read one file: it can send no header. */
export interface FileTickets {
  mint(path: string): string;
  /** The path that the ticket is for. */
  find(ticket: string): string | undefined;
}

/** Tabs that were opened longer ago ask in vain when they are loaded anew. */
const maxTickets = 64;

export function createFileTickets(): FileTickets {
  const paths = new Map<string, string>();
  return {
    mint(path) {
      const ticket = newSecret();
      paths.set(ticket, path);
      for (const oldest of [...paths.keys()].slice(0, -maxTickets)) paths.delete(oldest);
      return ticket;
    },
    find: (ticket) => paths.get(ticket),
  };
}
