/** An office whose record was rolled back once, and a folder of contracts of every kind to be reconciled. */
import { appendFileSync, copyFileSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Office, openOffice } from '../fixtures/office.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';

export interface HistoryDesk {
  readonly office: Office;
  /** Holds what is on record, an original, what was changed since, what is not on record; one that is on record is gone. */
  readonly contracts: string;
}

/** Stamps a copy of a fixture under a name, and gives the stamped file. */
function stamp(office: Office, folder: string, name: string, ...entered: string[]): string {
  const original = join(folder, `${name}.pdf`);
  const stamped = join(folder, `${name}_已盖章.pdf`);
  copyFileSync(fixturePath('chromium.pdf'), original);
  appendFileSync(original, `\n% ${name}\n`);
  office.qianyin(
    'stamp',
    original,
    '-o',
    stamped,
    '--seal',
    office.sealId,
    '--page',
    '1',
    '--at',
    '60,220',
    ...entered,
  );
  return stamped;
}

export function openHistoryDesk(): HistoryDesk {
  const office = openOffice();
  const contracts = join(office.folder, '合同');
  mkdirSync(contracts);
  const ledger = join(office.home, 'history.sqlite');
  const kept = join(office.folder, 'kept');
  stamp(office, contracts, '旧账合同', '--reason', '归档', '--unit', '采购中心');
  cpSync(office.home, kept, { recursive: true });
  stamp(office, contracts, '旧账补充协议', '--reason', '归档');
  // Somebody puts the older copy back: the next start sets it aside.
  for (const suffix of ['', '-wal', '-shm']) {
    rmSync(`${ledger}${suffix}`, { force: true });
    const before = join(kept, `history.sqlite${suffix}`);
    if (existsSync(before)) copyFileSync(before, `${ledger}${suffix}`);
  }
  rmSync(kept, { recursive: true, force: true });
  stamp(
    office,
    contracts,
    '采购合同',
    '--reason',
    '年度采购',
    '--unit',
    '采购中心',
    '--document-number',
    '杭示〔2026〕12号',
  );
  const changed = stamp(office, contracts, '租赁合同', '--reason', '办公用房', '--unit', '行政部');
  appendFileSync(changed, '\n% changed\n');
  const gone = stamp(office, contracts, '保密协议', '--reason', '合作');
  rmSync(gone);
  copyFileSync(fixturePath('libreoffice.pdf'), join(contracts, '来路不明.pdf'));
  return { office, contracts };
}
