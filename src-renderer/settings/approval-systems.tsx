import { useState } from 'react';
import type { ApprovalInfo } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { useSpeech } from '../words/index.ts';
import { TrustedSection } from './trusted-section.tsx';

/** Whose approval tickets (审批单) open a stamp here, and what such a system has to know of this client. */
export function ApprovalSystems() {
  const bridge = useBridge();
  const { words } = useSpeech();
  const text = words.sealKeeping.approval;
  const [info, setInfo] = useState<ApprovalInfo | null>(null);
  return (
    <TrustedSection
      name="approval"
      testId="approval-systems"
      words={text}
      certificates={info?.issuers ?? []}
      isExported={false}
      intro={
        info !== null && (
          <p>
            {text.clientId} <code className="wrap-anywhere">{info.clientId}</code>{' '}
            <CopyButton text={() => info.clientId} />
          </p>
        )
      }
      onLoad={async () => setInfo(await bridge.call('approval.info', null))}
      onAdd={async (certificates) => setInfo(await bridge.call('approval.addIssuer', { certificates }))}
      onRemove={async (fingerprint) => setInfo(await bridge.call('approval.removeIssuer', { fingerprint }))}
    />
  );
}
