import { Progress } from 'antd';
import { useEffect, useState } from 'react';
import { useBridge, watchUploads } from '../bridge.ts';
import type { Upload } from '../web-bridge.ts';
import { useSpeech } from '../words/index.ts';

/** Milliseconds after which one wonders whether anything happens. */
const noticedMs = 150;

/** How far a large file is on its way to the core: small ones are there before anybody looks. */
export function UploadProgress() {
  const bridge = useBridge();
  const { words } = useSpeech();
  const [upload, setUpload] = useState<Upload | null>(null);
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => watchUploads(bridge, setUpload), [bridge]);
  const isOnItsWay = upload !== null;
  useEffect(() => {
    setIsSlow(false);
    if (!isOnItsWay) return;
    const timer = setTimeout(() => setIsSlow(true), noticedMs);
    return () => clearTimeout(timer);
  }, [isOnItsWay]);
  if (upload === null || !isSlow) return null;
  const { name, sentBytes, totalBytes } = upload;
  return (
    <div className="upload-progress" role="status" data-testid="upload-progress">
      <span className="wrap-anywhere">{words.document.uploading(name)}</span>
      <Progress percent={totalBytes > 0 ? Math.round((sentBytes / totalBytes) * 100) : 0} size="small" />
    </div>
  );
}
