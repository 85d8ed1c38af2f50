import { useEffect, useState } from 'react';
import type { SealArtwork, SignatureReport } from '../../src-main/contract/index.ts';
import { useBridge } from '../bridge.ts';
import { Picture } from '../parts/picture.tsx';
import { useSpeech } from '../words/index.ts';

/** What the seal looks like by the word of its maker, to be held against what the page shows. */
export function RegisteredPicture({
  signature: { fieldName, seal, findings },
  path,
  password,
}: {
  signature: Pick<SignatureReport, 'fieldName' | 'seal' | 'findings'>;
  path: string;
  password: string | undefined;
}) {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [picture, setPicture] = useState<SealArtwork | null>(null);
  const has = seal !== null;
  useEffect(() => {
    let current = true;
    setPicture(null);
    if (has) {
      bridge.call('verify.registeredPicture', { path, fieldName, password }).then(
        (found) => current && setPicture(found),
        // The file is gone or was changed: what was found of it stands above.
        () => current && setPicture(null),
      );
    }
    return () => {
      current = false;
    };
  }, [bridge, path, fieldName, password, has]);
  if (seal === null) return null;
  const differs = findings.some(({ reason }) => reason === 'seal-picture/differs');
  return (
    <figure className="registered-picture" data-testid="registered-picture" data-differs={differs}>
      <Picture picture={picture} alt={words.verify.registeredPicture} />
      <figcaption className={differs ? 'warning-text' : 'quiet'}>
        {differs ? `▲ ${words.verify.registeredDiffers}` : words.verify.registeredPicture}
      </figcaption>
    </figure>
  );
}
