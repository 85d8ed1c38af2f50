/** A ledger of very many uses, as an office of many years has it. */
import { createHash } from 'node:crypto';
import type { HistoryIntent, Ledger } from '../../src-main/history/index.ts';

const operators = ['张三', '李四', '王小明', '赵敏', '欧阳雪', '陈志远', '刘洋', '孙丽'];
const units = ['办公室', '财务部', '法务部', '第一工程公司', '第二工程公司', '市场部', '人力资源部', '采购中心', ''];
const seals = [
  ['seal-official', '某某建设集团有限公司公章', 'official', '6101001234567'],
  ['seal-contract', '某某建设集团有限公司合同专用章', 'contract', '6101001234568'],
  ['seal-finance', '某某建设集团有限公司财务专用章', 'finance', '6101001234569'],
  ['seal-legal', '王建国印', 'legal-representative', ''],
] as const;
const reasons = ['采购合同盖章', '投标文件', '对外付款审批', '劳动合同续签', '工程结算书', '开具证明'];
const parties = ['西安某某科技有限公司', '陕西某某物资有限公司', '某某银行西安分行', ''];
const rules = ['here', 'pages paging', 'keyword', 'field', 'here paging'];

const pick = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('an empty list');
  return found;
};
const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const firstMs = Date.parse('2016-01-04T00:30:00.000Z');
const stepMs = 330_000;

/** The use under the number, always the same. */
export function useOf(index: number): HistoryIntent {
  const [sealId, sealName, sealKind, sealCode] = pick(seals, index * 7 + (index >> 5));
  const reason = pick(reasons, index * 3 + (index >> 4));
  return {
    at: new Date(firstMs + index * stepMs).toISOString(),
    runId: index % 3 === 0 ? `abcdef${String(index >> 8).padStart(6, '0')}.${index % 256}` : `run-${index}`,
    operator: pick(operators, index * 5 + (index >> 6)),
    tokenSerial: `A1B2C3D4E5F6${index % 4}`,
    tokenLabel: '某某建设UKey',
    certificateFingerprint: digest(sealId),
    certificateSubject: `CN=${sealName},O=某某建设集团有限公司,C=CN`,
    certificateSerial: digest(sealName).slice(0, 32),
    sealId,
    sealName,
    sealKind,
    sealCode,
    documentName: `${reason}-${String(index).padStart(7, '0')}.pdf`,
    documentPath: `/home/office/文件/${2016 + (index >> 17)}/${reason}-${String(index).padStart(7, '0')}.pdf`,
    documentPages: 1 + (index % 40),
    outputPath: `/home/office/文件/已盖章/${2016 + (index >> 17)}/${reason}-${String(index).padStart(7, '0')}.pdf`,
    sha256Before: digest(`before ${index}`),
    page: 1 + (index % 4),
    xMm: 105.5,
    yMm: 210,
    impressionCount: 1 + (index % 5),
    placingRules: pick(rules, index),
    reason,
    unit: pick(units, index * 11 + (index >> 3)),
    documentNumber: index % 4 === 0 ? `某建〔2026〕${index % 1000}号` : '',
    category: pick(['合同', '公文', '证明', ''], index),
    copies: 1 + (index % 6),
    counterparty: pick(parties, index + (index >> 7)),
    amount: index % 5 === 0 ? `${(index % 9000) * 100}.00` : '',
    approver: pick(['周总', '吴总', ''], index),
    approvalNumber: index % 3 === 0 ? `OA-${String(index).padStart(8, '0')}` : '',
    supervisor: '郑印',
    note: '',
    door: pick(['electron', 'cli', 'web'], index),
    trial: false,
  };
}

const atOnce = 2000;

/** Puts uses on record; one in fifty failed or was cancelled. */
export function fillLedger(ledger: Ledger, count: number, onProgress: (done: number) => void = () => undefined): void {
  for (let done = 0; done < count; done += atOnce) {
    const indexes = Array.from({ length: Math.min(atOnce, count - done) }, (_, offset) => done + offset);
    ledger.together(() => {
      const begun = ledger.begin(indexes.map(useOf));
      for (const [offset, { seq }] of begun.entries()) {
        const index = done + offset;
        if (index % 50 === 7) ledger.settle([seq], { outcome: 'failed', errorCode: 'PIN_INCORRECT' });
        else if (index % 50 === 21) ledger.settle([seq], { outcome: 'cancelled' });
        else ledger.settle([seq], { outcome: 'completed', sha256After: digest(`after ${index}`) });
      }
    });
    onProgress(done + indexes.length);
  }
}
