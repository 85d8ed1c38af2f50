/** Well-known SKF libraries (GM/T 0016) and where their installers put them. Data only, as in `catalogue.ts`. */
import type { CatalogueEntry } from './catalogue.ts';

const linuxFolders = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib/loongarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/local/lib64',
  '/usr/local/lib',
];
const inLinux = (...names: string[]) => names.flatMap((name) => linuxFolders.map((folder) => `${folder}/${name}`));
const inSystem32 = (...names: string[]) => names.map((name) => `C:\\Windows\\System32\\${name}`);

export const skfCatalogue: readonly CatalogueEntry[] = [
  {
    id: 'skf-longmai-gm3000',
    name: '龙脉 mToken GM3000 (SKF)',
    paths: {
      linux: [
        '/opt/apps/mtoken-gm3000/files/lib/libgm3000.so',
        ...inLinux('libgm3000.so', 'libgm3000.1.0.so', 'libmtoken_gm3000.so'),
      ],
      win32: [...inSystem32('mtoken_gm3000.dll'), 'C:\\Program Files (x86)\\GM3000\\mtoken_gm3000.dll'],
      darwin: ['/usr/local/lib/libgm3000.1.0.dylib'],
    },
  },
  {
    id: 'skf-haitai',
    name: '海泰 HaiKey (SKF)',
    paths: {
      linux: inLinux('libSKFAPI_HT.so', 'libSKFAPI20485.so'),
      win32: inSystem32('SKFAPI_HT20485.dll', 'SKFAPI30098.dll', 'HH_SKFAPI.dll'),
    },
  },
  {
    id: 'skf-feitian',
    name: '飞天 ePass3000GM (SKF)',
    paths: {
      linux: inLinux('libes_3000gm.so', 'libes_3000gm.so.1.0.0'),
      win32: inSystem32('ShuttleCsp11_3000GM.dll'),
      darwin: ['/usr/local/lib/libes_3000gm.dylib'],
    },
  },
];
