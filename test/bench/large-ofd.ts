/** An OFD package of a given size: pages with a picture each, stored, as scanners write them. */
import { randomFillSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { makeParts, pack, withText } from '../fixtures/ofd/package.ts';

export interface LargeOfd {
  readonly pages: number;
  readonly bytesPerPage: number;
}

/** Writes it. What is in the pictures cannot be compressed. */
export function writeLargeOfd(path: string, { pages, bytesPerPage }: LargeOfd): void {
  const pictures = Array.from({ length: pages }, (_, page) => `scan_${page}.jpg`);
  const listed = pictures
    .map(
      (name, index) =>
        `<ofd:MultiMedia ID="${1000 + index}" Type="Image"><ofd:MediaFile>${name}</ofd:MediaFile></ofd:MultiMedia>`,
    )
    .join('');
  const parts = withText(makeParts({ pages }), 'Doc_0/PublicRes.xml', (text) =>
    text.replace('</ofd:MultiMedias>', `${listed}</ofd:MultiMedias>`),
  );
  for (const name of pictures) parts.set(`Doc_0/Res/${name}`, randomFillSync(Buffer.alloc(bytesPerPage)));
  writeFileSync(
    path,
    pack(parts, {}, (name) => ({ isStored: name.endsWith('.jpg') })),
  );
}
