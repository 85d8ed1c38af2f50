import type { Bridge, HistoryPackage } from '../../../src-main/contract/index.ts';

const mediaType = 'application/octet-stream';

/** What the core wrote stays where it is; what came as bytes is handed to the browser. Says where it is now. */
export async function handOver(
  bridge: Bridge,
  { fileName, path, content }: Pick<HistoryPackage, 'fileName' | 'path' | 'content'>,
  said: { saved: (place: string) => string; downloaded: (name: string) => string },
): Promise<string> {
  if (content === null) return said.saved(path ?? fileName);
  const name = await bridge.saveFile(fileName, content, mediaType);
  return name === null ? '' : said.downloaded(name);
}
