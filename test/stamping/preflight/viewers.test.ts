import { describe, expect, test } from 'vitest';
import { checkViewers } from '../../../src-main/stamping/preflight/viewer-check.ts';

const root = Uint8Array.from([1, 1]);
const other = Uint8Array.from([2, 2]);
const own = Uint8Array.from([3]);
const by = (scheme: string, more: object = {}) => ({
  seal: { trial: false },
  algorithm: { scheme },
  chain: [root],
  certificateDer: own,
  isCompanion: false,
  ...more,
});

describe('what other viewers will show', () => {
  test.each([
    ['RSA with a root that is trusted', [by('rsa-pkcs1')], []],
    ['RSA with a root that is not', [by('rsa-pkcs1', { chain: [other] })], ['viewers-untrusted']],
    ['a certificate without its issuers', [by('rsa-pkcs1', { chain: [] })], ['viewers-untrusted']],
    ['a certificate that is trusted itself', [by('rsa-pkcs1', { chain: [], certificateDer: root })], []],
    ['a trial seal, of which all is said', [by('rsa-pkcs1', { chain: [other], seal: { trial: true } })], []],
    ['SM2', [by('sm2')], ['viewers-sm2']],
    ['SM2 with a companion', [by('sm2'), by('rsa-pkcs1', { isCompanion: true })], ['viewers-double']],
    ['SM2 of one seal and RSA of another', [by('sm2'), by('rsa-pkcs1')], ['viewers-sm2']],
    ['both, in one line', [by('sm2', { chain: [other] }), by('rsa-pkcs1', { chain: [other] })], ['viewers-sm2']],
  ])('%s', (_, placements, codes) => {
    expect(checkViewers(placements, [root]).map(({ code }) => code)).toEqual(codes);
  });
});
