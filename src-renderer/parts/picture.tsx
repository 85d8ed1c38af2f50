import { useEffect, useState } from 'react';
import type { SealArtwork } from '../../src-main/contract/index.ts';
import { useSpeech } from '../words/index.ts';

/** A picture that came as bytes; its size comes from the class or style given. */
export function Picture({
  picture,
  alt,
  className,
  style,
}: {
  picture: SealArtwork | null | undefined;
  alt: string;
  className?: string;
  style?: React.CSSProperties;
}) {
  const { words } = useSpeech();
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (picture == null) return setAddress(null);
    const made = URL.createObjectURL(new Blob([new Uint8Array(picture.content)], { type: picture.mediaType }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  if (picture == null) return <span className="quiet">{words.sealKeeping.import.noPicture}</span>;
  if (address === null) return <span className={className} style={style} role="img" aria-label={alt} />;
  return <img src={address} alt={alt} className={className} style={style} draggable={false} />;
}
