import type { ReactNode } from 'react';

/** What the dialog for one kind of file is given: the field with which another file is chosen, and the ways out. */
export interface ImportPart {
  fileField: ReactNode;
  onDone: () => void;
  onClose: () => void;
}
