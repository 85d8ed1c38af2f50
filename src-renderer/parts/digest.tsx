import { groupDigits } from '../../src-main/words/index.ts';
import { CopyButton } from './copy-button.tsx';

/** A digest or serial number in groups of four, copyable without the spaces. */
export function Digest({ value }: { value: string }) {
  return (
    <span className="digest">
      <code>{groupDigits(value)}</code>
      <CopyButton text={() => value} />
    </span>
  );
}
