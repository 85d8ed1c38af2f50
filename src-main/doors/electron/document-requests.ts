/** The documents that the system asks this program to open, before and after the page can hear of them. */
export interface DocumentRequests {
  /** What the page opens when it starts. Whoever takes it is the page: later requests are delivered to it. */
  takeInitial(): readonly string[];
  request(paths: readonly string[]): void;
}

/** @param deliver tells the page that is there of a request */
export function createDocumentRequests(
  initial: readonly string[],
  deliver: (paths: readonly string[]) => void,
): DocumentRequests {
  let waiting = initial;
  let taken = false;
  return {
    takeInitial() {
      taken = true;
      return waiting;
    },
    request(paths) {
      if (paths.length === 0) return;
      if (taken) deliver(paths);
      else waiting = [...waiting, ...paths];
    },
  };
}
