import { ErrorPanel } from './error-panel.tsx';

export interface RefusedFile {
  name: string;
  error: unknown;
}

/** Files that are named when several are refused: the others are of the same kind. */
const mostNamed = 4;

/** Why files were not opened, each by its name. */
export function RefusedFiles({ files }: { files: readonly RefusedFile[] }) {
  return (
    <div className="refused-files" data-testid="refused">
      {files.slice(0, mostNamed).map(({ name, error }) => (
        <section key={name}>
          <strong className="wrap-anywhere">{name}</strong>
          <ErrorPanel error={error} />
        </section>
      ))}
    </div>
  );
}
