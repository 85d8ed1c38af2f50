import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { describeError, type Reader, visibleJson } from '../../src-main/words/index.ts';
import { useSpeech } from '../words/index.ts';
import { toAppError } from './app-error.ts';
import { CopyButton } from './copy-button.tsx';

/** What happened, what to do next, and the code, small and copyable. */
export function ErrorPanel({
  error,
  actions,
  reader = 'stamping',
}: {
  error: unknown;
  actions?: ReactNode;
  /** Who reads it: somebody who stamps, or somebody who checks what others made. */
  reader?: Reader;
}) {
  const { language, words } = useSpeech();
  const shape = toAppError(error).toShape();
  const { happened, next } = describeError(shape, language, reader);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      data-testid="error-panel"
      data-code={shape.code}
      title={happened}
      description={
        <div className="error-body">
          <div>{next}</div>
          {actions !== undefined && <div className="error-actions">{actions}</div>}
          <div className="error-code">
            <code>{shape.code}</code>
            <CopyButton
              label={words.common.copyDiagnostics}
              text={() => visibleJson({ ...shape, at: new Date().toISOString() })}
            />
          </div>
        </div>
      }
    />
  );
}
