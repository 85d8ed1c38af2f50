import type { Requirement } from './platform-packages.ts';

export const softHsm: Requirement = {
  package: 'softhsm2',
  program: 'softhsm2-util',
  elsewhere: 'SoftHSM 2 (macOS: brew install softhsm; Windows: the installer of the SoftHSM2 project)',
};

export const chromium: Requirement = {
  package: 'chromium',
  program: 'chromium',
  elsewhere: 'Chromium, Chrome or Edge',
};

export const chineseFonts: Requirement = {
  package: 'fonts-noto-cjk',
  paths: ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'],
  elsewhere: 'a Chinese font',
};

/** What builds the native parts: `npm run build:native`. */
export const nativeBuild: readonly Requirement[] = [
  { package: 'cmake', program: 'cmake', elsewhere: 'CMake 3.20 or newer' },
  { package: 'gcc', program: 'cc', elsewhere: 'a C11 compiler' },
  { package: 'make', program: 'make', elsewhere: 'make or Ninja' },
  {
    package: 'libssl-dev',
    paths: ['/usr/include/openssl/evp.h'],
    elsewhere: 'OpenSSL 3 with its headers',
  },
];

/** What the tests judge our output with, and what they drive. */
export const testTools: readonly Requirement[] = [
  softHsm,
  chromium,
  chineseFonts,
  ...nativeBuild,
  { package: 'opensc', program: 'pkcs11-tool', elsewhere: 'OpenSC' },
  {
    package: 'p11-kit-modules',
    paths: ['/usr/lib/x86_64-linux-gnu/p11-kit-proxy.so'],
    elsewhere: 'the proxy module of p11-kit',
  },
  { package: 'openssl', program: 'openssl', elsewhere: 'OpenSSL 3' },
  {
    package: 'python3-cryptography-vectors',
    paths: ['/usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data/certs'],
    elsewhere: 'the PKITS test suite of NIST and the vectors of python-cryptography, laid out as Debian does',
  },
  { package: 'poppler-utils', program: 'pdfsig', elsewhere: 'poppler' },
  { package: 'qpdf', program: 'qpdf', elsewhere: 'qpdf' },
  { package: 'mupdf-tools', program: 'mutool', elsewhere: 'MuPDF' },
  { package: 'ghostscript', program: 'gs', elsewhere: 'Ghostscript' },
  { package: 'libnss3-tools', program: 'certutil', elsewhere: 'NSS tools' },
  {
    package: 'postgresql',
    // Debian keeps the programs of a server out of PATH.
    paths: ['/usr/lib/postgresql'],
    elsewhere: 'PostgreSQL 12 or newer',
  },
  { package: 'xvfb', program: 'Xvfb', elsewhere: 'Xvfb' },
  { package: 'xauth', program: 'xauth', elsewhere: 'xauth' },
  { package: 'valgrind', program: 'valgrind', elsewhere: 'Valgrind' },
];
