import { describe, expect, it } from 'vitest';
import { describeAuthority, describeFinding, describeWrittenName } from '../../src-main/words/index.ts';

interface Case {
  commonName?: string;
  organization?: string;
  is: string | null;
}

describe('who uses the name in a certificate', () => {
  it.each<Case>([
    // As they stand in documents and in published roots.
    {
      commonName: 'CFCA ACS OCA31',
      organization: 'China Financial Certification Authority',
      is: '中国金融认证中心 CFCA',
    },
    { organization: 'CFCA OCA1', is: '中国金融认证中心 CFCA' },
    { commonName: 'Beijing SM2 CA', organization: 'BJCA', is: '北京数字认证 BJCA' },
    { commonName: 'UCA Extended Validation Root', organization: 'UniTrust', is: '上海市数字证书认证中心 SHECA' },
    {
      commonName: 'GDCA TrustAUTH R5 ROOT',
      organization: 'GUANG DONG CERTIFICATE AUTHORITY CO.,LTD.',
      is: '数安时代 GDCA',
    },
    { commonName: 'vTrus Root CA', organization: 'iTrusChina Co.,Ltd.', is: '天威诚信 iTrusChina' },
    { commonName: 'MCSCA', is: '东方中讯 MCSCA' },
    { commonName: 'ShanDongRSACA', is: '山东CA' },
    { commonName: 'YNCA_SM2', is: '云南CA' },
    { commonName: 'CEGN_SEAL_CA', is: '国家电子政务外网 CEGN' },
    { commonName: '税务电子证书管理中心(SM2)', is: '税务电子证书管理中心' },
    // Letters of another width are the same name; one that only contains it is another.
    { commonName: 'ｃｆｃａ OCA1', is: '中国金融认证中心 CFCA' },
    { commonName: 'NOTCFCA OCA1', is: null },
    { commonName: 'CFCAX', is: null },
    { commonName: 'Agent of CFCA', is: null },
    { commonName: 'CN=CFCA', is: null },
    // Cyrillic letters.
    { commonName: 'СFСА OCA1', is: null },
    // Parts of two authorities are nobody's name.
    { commonName: 'CFCA ACS OCA31', organization: 'BJCA', is: null },
    { commonName: '测试根证书', organization: '测试认证机构', is: null },
    { is: null },
  ])('$commonName, $organization: $is', ({ is, ...name }) => {
    expect(describeAuthority(name, 'zh-CN')).toBe(is);
    expect(describeAuthority(name, 'en') === null).toBe(is === null);
  });

  it('is told beside the name as it is written, never as the issuer', () => {
    const name = { display: 'CFCA OCA1\u202e', commonName: 'CFCA OCA1' };
    expect(describeWrittenName(name, 'zh-CN')).toBe('“CFCA OCA1[U+202E]”（中国金融认证中心 CFCA 所用的名称）');
    expect(describeWrittenName({ display: '某机构' }, 'en')).toBe('“某机构”');
  });

  it('is told from the finding alone, as reports that were saved have it', () => {
    const values = { issuer: 'O=CFCA OCA1, C=CN', organization: 'CFCA OCA1', top: 'CFCA CA', fingerprint: 'ab12' };
    const told = describeFinding({ code: 'chain', state: 'unknown', reason: 'chain/incomplete', values }, 'zh-CN');
    expect(told).toContain(
      '证书上写的签发者是“O=CFCA OCA1, C=CN”（中国金融认证中心 CFCA 所用的名称），本机未信任此机构',
    );
    expect(told).toContain('名称谁都可以写');
    expect(told).toContain('SHA-256 指纹 ab12');
  });
});
