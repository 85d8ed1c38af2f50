import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useBridge } from '../bridge.ts';

type Load = (sealId: string) => Promise<string>;

const ArtworkContext = createContext<Load | null>(null);

/** Reads each seal's artwork once and keeps it as a blob address. */
export function ArtworkProvider({ children }: { children: ReactNode }) {
  const bridge = useBridge();
  const addresses = useRef(new Map<string, Promise<string>>());
  const load = useMemo<Load>(
    () => (sealId) => {
      const known = addresses.current.get(sealId);
      if (known !== undefined) return known;
      const address = bridge
        .call('seals.artwork', { id: sealId })
        .then(({ content, mediaType }) =>
          URL.createObjectURL(new Blob([new Uint8Array(content)], { type: mediaType })),
        );
      address.catch(() => addresses.current.delete(sealId));
      addresses.current.set(sealId, address);
      return address;
    },
    [bridge],
  );
  return <ArtworkContext value={load}>{children}</ArtworkContext>;
}

/** The impression of a seal as a picture; its size comes from the class or style given. */
export function Artwork({
  sealId,
  alt,
  className,
  style,
}: {
  sealId: string;
  alt: string;
  className?: string;
  style?: React.CSSProperties;
}) {
  const load = useContext(ArtworkContext);
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    load?.(sealId).then(
      (found) => current && setAddress(found),
      () => current && setAddress(null),
    );
    return () => {
      current = false;
    };
  }, [load, sealId]);
  if (address === null) return <span className={className} style={style} role="img" aria-label={alt} />;
  return <img src={address} alt={alt} className={className} style={style} draggable={false} />;
}
