/**
 * Well-known PKCS#11 modules and where their installers put them. Data only: what exists on this machine is found
 * elsewhere.
 */
import type { Rescan } from '../host/messages.ts';

export interface CatalogueEntry {
  id: string;
  name: string;
  /** Where the module may be, by `process.platform`; the first that exists is taken. */
  paths: Partial<Record<NodeJS.Platform, readonly string[]>>;
  /** Default 'slot-list'. */
  rescan?: Rescan;
}

const linuxFolders = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib/loongarch64-linux-gnu',
  '/usr/lib64',
  '/usr/lib',
  '/usr/local/lib64',
  '/usr/local/lib',
];
const macFolders = ['/usr/local/lib', '/opt/homebrew/lib'];
const windowsSystem = 'C:\\Windows\\System32';

const inFolders = (folders: readonly string[], ...names: string[]) =>
  names.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
const inLinux = (...names: string[]) => inFolders(linuxFolders, ...names);
const inMac = (...names: string[]) => inFolders(macFolders, ...names);
const inSystem32 = (...names: string[]) => names.map((name) => `${windowsSystem}\\${name}`);
const inPrograms = (path: string) => [`C:\\Program Files\\${path}`, `C:\\Program Files (x86)\\${path}`];

export const catalogue: readonly CatalogueEntry[] = [
  {
    id: 'opensc',
    name: 'OpenSC',
    paths: {
      linux: inLinux('opensc-pkcs11.so', 'pkcs11/opensc-pkcs11.so'),
      darwin: ['/Library/OpenSC/lib/opensc-pkcs11.so', ...inMac('opensc-pkcs11.so')],
      win32: [...inPrograms('OpenSC Project\\OpenSC\\pkcs11\\opensc-pkcs11.dll'), ...inSystem32('opensc-pkcs11.dll')],
    },
  },
  {
    id: 'softhsm2',
    name: 'SoftHSM2',
    paths: {
      linux: inLinux('softhsm/libsofthsm2.so', 'pkcs11/libsofthsm2.so', 'libsofthsm2.so'),
      darwin: inMac('softhsm/libsofthsm2.so'),
      win32: ['C:\\SoftHSM2\\lib\\softhsm2-x64.dll', ...inPrograms('SoftHSM2\\lib\\softhsm2-x64.dll')],
    },
    // It reads its folder of tokens in C_Initialize only (seen with 2.6.1).
    rescan: 'reinitialize',
  },
  {
    id: 'yubikey',
    name: 'YubiKey (PIV)',
    paths: {
      linux: inLinux('libykcs11.so', 'libykcs11.so.2', 'libykcs11.so.1'),
      darwin: inMac('libykcs11.dylib'),
      win32: inPrograms('Yubico\\Yubico PIV Tool\\bin\\libykcs11.dll'),
    },
  },
  {
    id: 'safenet',
    name: 'SafeNet eToken',
    paths: {
      linux: inLinux('libeToken.so', 'libeTPkcs11.so', 'libeToken.so.10'),
      darwin: [...inMac('libeTPkcs11.dylib'), '/Library/Frameworks/eToken.framework/Versions/Current/libeToken.dylib'],
      win32: inSystem32('eTPKCS11.dll', 'eToken.dll'),
    },
  },
  {
    id: 'gemalto-idprime',
    name: 'Gemalto / Thales IDPrime',
    paths: {
      linux: inLinux('pkcs11/libIDPrimePKCS11.so', 'libIDPrimePKCS11.so', 'libidprimepkcs11.so'),
      darwin: inMac('libIDPrimePKCS11.dylib', 'libIDPrimePKCS11.0.dylib'),
      win32: [
        ...inSystem32('IDPrimePKCS1164.dll', 'IDPrimePKCS11.dll'),
        ...inPrograms('Gemalto\\IDGo 800 PKCS#11\\IDPrimePKCS1164.dll'),
      ],
    },
  },
  {
    id: 'gemalto-classic',
    name: 'Gemalto Classic Client',
    paths: { linux: inLinux('pkcs11/libgclib.so', 'libgclib.so'), win32: inSystem32('gclib.dll') },
  },
  {
    id: 'feitian-epass2003',
    name: '飞天 ePass2003',
    paths: {
      linux: inLinux('libcastle_v2.so.1.0.0', 'libcastle.so.1.0.0', 'libcastle.so', 'libeps2003csp11.so'),
      darwin: inMac('libcastle_v2.1.0.0.dylib', 'libcastle.1.0.0.dylib', 'libeps2003csp11.dylib'),
      win32: inSystem32('eps2003csp11v2.dll', 'eps2003csp11.dll'),
    },
  },
  {
    id: 'feitian-epass3003',
    name: '飞天 ePass3003',
    paths: {
      linux: inLinux('libshuttle_p11v220.so.1.0.0', 'libshuttle_p11v220.so'),
      darwin: inMac('libshuttle_p11v220.1.0.0.dylib'),
      win32: inSystem32('ShuttleCsp11_3003.dll', 'ShuttleCsp11_3000.dll', 'ngp11v211.dll'),
    },
  },
  {
    id: 'feitian-epass3000gm',
    name: '飞天 ePass3000GM',
    paths: {
      linux: inLinux('libshuttle_p11_3000gm.so', 'libes_3000gm_p11.so'),
      win32: inSystem32('ShuttleCsp11_3000GM.dll'),
    },
  },
  {
    id: 'longmai-cryptoid',
    name: '龙脉 mToken CryptoID (K5)',
    paths: {
      linux: [
        '/opt/CryptoIDATools/bin/lib/libcryptoid_pkcs11.so',
        ...inLinux('libcryptoida_pkcs11.so', 'libcryptoid_pkcs11.so'),
      ],
      darwin: [
        '/Applications/CryptoIDATools.app/Contents/MacOS/libcryptoid_pkcs11.dylib',
        ...inMac('libcryptoid_pkcs11.dylib'),
      ],
      win32: [...inSystem32('CryptoIDA_pkcs11.dll'), ...inPrograms('CryptoID\\CryptoIDA_pkcs11.dll')],
    },
  },
  {
    id: 'longmai-gm3000',
    name: '龙脉 mToken GM3000',
    paths: {
      linux: ['/opt/apps/mtoken-gm3000/files/lib/libgm3000_pkcs11.so', ...inLinux('libgm3000_pkcs11.so')],
      win32: inSystem32('gm3000_pkcs11.dll', 'gm3000_pkcs11_tw.dll'),
    },
  },
  {
    id: 'watchdata',
    name: '握奇 WatchKey',
    paths: {
      linux: [
        '/usr/lib/WatchData/ProxKey/lib/libwdpkcs_SignatureP11.so',
        '/usr/lib64/WatchData/ProxKey/lib/libwdpkcs_SignatureP11.so',
        '/usr/lib/watchdata/ICP/lib/libwdpkcs_icp.so',
        '/usr/lib/watchdata/lib/libwdpkcs.so',
        '/opt/watchdata/lib64/libwdpkcs.so',
        ...inLinux('libwdpkcs.so', 'libwdpkcs_SignatureP11.so'),
      ],
      darwin: [
        '/usr/local/lib/wdProxKeyUsbKeyTool/libwdpkcs_Proxkey.dylib',
        ...inMac('libwdpkcs_SignatureP11.dylib', 'libwdpkcs.dylib'),
      ],
      win32: [
        ...inSystem32('WDPKCS.dll', 'SignatureP11.dll', 'Watchdata\\PROXKey CSP India V3.0\\wdpkcs.dll'),
        ...inSystem32('Watchdata\\Watchdata Brazil CSP v1.0\\WDPKCS.dll'),
      ],
    },
  },
  {
    id: 'haitai',
    name: '海泰 HaiKey',
    paths: {
      linux: inLinux('libhtpkcs11.so', 'libHtPkcs11.so'),
      win32: inSystem32('HtPkcs11.dll', 'HtPkcs1120240.dll', 'HtPkcs1120441.dll'),
    },
  },
  {
    id: 'bit4id',
    name: 'Bit4id',
    paths: {
      linux: [...inLinux('libbit4xpki.so', 'libbit4ipki.so', 'libbit4opki.so'), '/usr/lib/bit4id/libbit4xpki.so'],
      darwin: ['/Library/bit4id/pkcs11/libbit4xpki.dylib', ...inMac('libbit4xpki.dylib', 'libbit4ipki.dylib')],
      win32: inSystem32('bit4xpki.dll', 'bit4ipki.dll', 'bit4opki.dll'),
    },
  },
  {
    id: 'athena',
    name: 'Athena ASEP',
    paths: {
      linux: ['/usr/lib/x64-athena/libASEP11.so', ...inLinux('libASEP11.so')],
      darwin: ['/Library/Application Support/Athena/libASEP11.dylib'],
      win32: inSystem32('asepkcs.dll'),
    },
  },
  {
    id: 'safesign',
    name: 'SafeSign',
    paths: {
      linux: inLinux('libaetpkss.so', 'libaetpkss.so.3'),
      darwin: ['/usr/local/lib/libaetpkss.dylib', '/Applications/tokenadmin.app/Contents/Frameworks/libaetpkss.dylib'],
      win32: inSystem32('aetpkss1.dll'),
    },
  },
];

/** Folders of p11-kit's module files, a later one overriding an earlier one; `~` is the person's own folder. */
export const p11KitFolders: readonly string[] = [
  '/usr/share/p11-kit/modules',
  '/usr/local/share/p11-kit/modules',
  '/etc/pkcs11/modules',
  '~/.config/pkcs11/modules',
];

/** Where p11-kit looks for a module that is named without a folder. */
export const p11KitLibraryFolders: readonly string[] = linuxFolders.map((folder) => `${folder}/pkcs11`);

/** Modules that stand for others, or hold only trust anchors: never a token of ours. */
export const notTokenModules = /p11-kit-proxy|p11-kit-trust|p11-kit-client|nssckbi|gnome-keyring|pkcs11-spy/i;

/** The modules of one product have many names; SoftHSM2 is known by this wherever it was built. */
export const softHsmModule = /softhsm2?(-x64)?\.(so|dll|dylib)$/i;
