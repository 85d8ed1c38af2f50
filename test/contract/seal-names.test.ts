import { describe, expect, it } from 'vitest';
import {
  judgePersonName,
  judgeSealLabel,
  judgeSealName,
  ownerNameOf,
  type SealNameStanding,
} from '../../src-main/contract/index.ts';

const company = { organization: '杭州示例科技有限公司', commonName: '杭州示例科技有限公司' };
const branch = { organization: '杭州示例科技有限公司西湖分公司' };
const english = { organization: 'Example Trading Co., Ltd.' };
const numbered = { organization: 'CFCA OCA31', commonName: '051@杭州示例科技有限公司@91330106MA2CABCDEF@1' };

describe('the name on a seal, held against its certificate,', () => {
  it.each<{ name: string; owner: Parameters<typeof judgeSealName>[1]; standing: SealNameStanding }>([
    { name: '杭州示例科技有限公司', owner: company, standing: 'same' },
    { name: ' 杭州示例科技 有限公司 ', owner: company, standing: 'same' },
    { name: '杭州示例科技有限公司财务专用章', owner: company, standing: 'same' },
    { name: '示例（杭州）公司', owner: { organization: '示例(杭州)公司' }, standing: 'same' },
    { name: 'EXAMPLE TRADING CO LTD', owner: english, standing: 'same' },
    { name: '杭州示例科技有限公司', owner: numbered, standing: 'same' },
    // Units of it and short names: somebody has to say why.
    { name: '杭州示例科技有限公司采购部', owner: company, standing: 'related' },
    { name: '杭州示例科技', owner: company, standing: 'related' },
    { name: '示例科技有限公司', owner: company, standing: 'related' },
    { name: '示例公司', owner: company, standing: 'related' },
    { name: 'Example Trading', owner: english, standing: 'related' },
    // Somebody else.
    { name: '杭州市公安局西湖区分局', owner: company, standing: 'different' },
    { name: '杭州市公安局西湖区分局', owner: numbered, standing: 'different' },
    { name: '杭州示例贸易有限公司', owner: company, standing: 'different' },
    { name: '北京杭州示例科技有限公司', owner: company, standing: 'different' },
    { name: '杭州示例科技有限公司', owner: branch, standing: 'different' },
    { name: '杭', owner: company, standing: 'different' },
    { name: 'Example Trading Bank', owner: english, standing: 'different' },
    { name: '公章', owner: company, standing: 'unknown' },
    { name: '杭州示例科技有限公司', owner: {}, standing: 'unknown' },
  ])('$name is $standing', ({ name, owner, standing }) => {
    expect(judgeSealName(name, owner)).toBe(standing);
  });

  it.each<{ name: string; owner: Parameters<typeof judgeSealName>[1]; standing: SealNameStanding }>([
    { name: '张三之印', owner: { commonName: '张三' }, standing: 'same' },
    { name: '张三印', owner: { organization: company.organization, commonName: '张三' }, standing: 'same' },
    { name: '李四之印', owner: { commonName: '张三' }, standing: 'different' },
    { name: '李四之印', owner: company, standing: 'unknown' },
    { name: '杭州市公安局', owner: company, standing: 'different' },
  ])('$name on the seal of a person is $standing', ({ name, owner, standing }) => {
    expect(judgePersonName(name, owner)).toBe(standing);
  });

  it.each<{ label: string; standing: SealNameStanding }>([
    { label: '公章', standing: 'unknown' },
    { label: '合同专用章（2）', standing: 'unknown' },
    { label: '旧章', standing: 'unknown' },
    { label: '杭州示例科技有限公司公章', standing: 'same' },
    { label: '杭州示例科技有限公司采购部章', standing: 'related' },
    { label: '杭州市公安局西湖区分局公章', standing: 'different' },
  ])('$label as what a seal is called is $standing', ({ label, standing }) => {
    expect(judgeSealLabel(label, company)).toBe(standing);
  });

  it('expects the organization, or the name in a common name of several parts', () => {
    expect([company, branch, numbered, { commonName: '张三' }, {}].map(ownerNameOf)).toEqual([
      '杭州示例科技有限公司',
      '杭州示例科技有限公司西湖分公司',
      '杭州示例科技有限公司',
      '张三',
      '',
    ]);
  });
});
