import { useState } from 'react';
import type { TrustedCertificate } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { useSpeech } from '../words/index.ts';
import { TrustedSection } from './trusted-section.tsx';

/** Who is trusted to make seals (制章人), apart from who may sign. */
export function SealMakers() {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [makers, setMakers] = useState<TrustedCertificate[]>([]);
  return (
    <TrustedSection
      name="maker"
      testId="seal-makers"
      words={words.sealKeeping.makers}
      certificates={makers}
      onLoad={async () => setMakers(await bridge.call('trust.listMakers', null))}
      onAdd={async (certificates) => setMakers(await bridge.call('trust.addMaker', { certificates }))}
      onRemove={async (fingerprint) => setMakers(await bridge.call('trust.removeMaker', { fingerprint }))}
    />
  );
}
