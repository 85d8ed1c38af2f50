import {
  type HistoryFilter,
  type HistoryOutcome,
  historyFilter,
  historyOutcome,
  type Language,
} from '../../contract/index.ts';
import { type RegisterColumn, type RegisterTotals, writeRegisterPdf } from '../../report/index.ts';
import { formatDay, formatZonedTime, localDay, localSecond, nameWords } from '../../words/index.ts';
import type { ExportWork } from './export-work.ts';
import type { StoredUse, UseReader } from './use-reader.ts';

interface RegisterWords {
  readonly title: string;
  readonly period: string;
  readonly allTime: string;
  readonly seal: string;
  readonly unit: string;
  readonly search: string;
  readonly outcome: string;
  readonly operator: string;
  readonly all: string;
  readonly ledger: string;
  readonly madeAt: string;
  readonly rows: (count: number) => string;
  readonly none: string;
  readonly page: (page: number, count: number) => string;
  readonly bySeal: string;
  readonly uses: string;
  readonly copies: string;
  readonly impressions: string;
  readonly total: string;
  readonly signers: readonly string[];
  readonly trial: string;
}

const words: Readonly<Record<Language, RegisterWords>> = {
  'zh-CN': {
    title: '用印台账',
    period: '期间',
    allTime: '全部',
    seal: '印章',
    unit: '用印单位/部门',
    search: '查找',
    outcome: '结果',
    operator: '经办人',
    all: '全部',
    ledger: '记录编号',
    madeAt: '制表时间',
    rows: (count) => `共 ${count} 条`,
    none: '没有符合条件的用印记录',
    page: (page, count) => `第 ${page} 页，共 ${count} 页`,
    bySeal: '合计：各印章、各结果',
    uses: '用印次数',
    copies: '份数',
    impressions: '盖章处数',
    total: '合计',
    signers: ['制表人：', '监印人：', '负责人：', '日期：'],
    trial: '试用',
  },
  en: {
    title: 'Register of seal use',
    period: 'Period',
    allTime: 'all',
    seal: 'Seal',
    unit: 'Unit',
    search: 'Search',
    outcome: 'Outcome',
    operator: 'Operator',
    all: 'all',
    ledger: 'Ledger',
    madeAt: 'Made',
    rows: (count) => `${count} uses`,
    none: 'No use of a seal fits',
    page: (page, count) => `Page ${page} of ${count}`,
    bySeal: 'Totals by seal and outcome',
    uses: 'Uses',
    copies: 'Copies',
    impressions: 'Impressions',
    total: 'Total',
    signers: ['Made by:', 'Supervisor:', 'Responsible:', 'Date:'],
    trial: 'trial',
  },
};

interface PrintedColumn extends RegisterColumn {
  value(row: StoredUse, language: Language): string | number | null;
}

const column = (
  title: string,
  widthMm: number,
  value: PrintedColumn['value'],
  align: RegisterColumn['align'] = 'left',
): PrintedColumn => ({ title, widthMm, align, value });

/** What fits a page and can be read there, in the order of the other exports. 275 mm. */
function printedColumns(language: Language): readonly PrintedColumn[] {
  const is = (chinese: string, english: string) => (language === 'en' ? english : chinese);
  return [
    column(is('编号', 'No.'), 12, (row) => row.seq, 'center'),
    column(is('日期时间', 'Time'), 18, (row) => localSecond(row.at).replace(' ', '\n'), 'center'),
    column(is('用印单位/部门', 'Unit'), 24, (row) => row.unit),
    column(is('印章名称', 'Seal'), 28, (row) =>
      row.trial === 1 ? `${row.sealName}（${words[language].trial}）` : row.sealName,
    ),
    column(is('文件名称', 'Document'), 42, (row) => row.documentName),
    column(is('文号', 'Number'), 17, (row) => row.documentNumber),
    column(is('份数', 'Copies'), 9, (row) => row.copies, 'center'),
    column(is('页数', 'Pages'), 9, (row) => row.documentPages, 'center'),
    column(is('处数', 'Places'), 9, (row) => row.impressionCount, 'center'),
    column(is('用印事由', 'Reason'), 30, (row) => row.reason),
    column(is('相对方', 'Counterparty'), 22, (row) => row.counterparty),
    column(is('经办人', 'Operator'), 13, (row) => row.operator),
    column(is('审批人', 'Approver'), 13, (row) => row.approver),
    column(is('监印人', 'Supervisor'), 13, (row) => row.supervisor),
    column(is('结果', 'Outcome'), 16, (row, spoken) => nameWords[spoken].outcomes[row.outcome], 'center'),
  ];
}

interface Tally {
  readonly name: string;
  readonly outcomes: Map<HistoryOutcome, number>;
  copies: number;
  impressions: number;
}

/** What completed uses come to, by seal; uses of every outcome are counted. */
function createTallies() {
  const bySeal = new Map<string, Tally>();
  return {
    add(row: StoredUse): void {
      const tally: Tally = bySeal.get(row.sealId) ?? {
        name: row.sealName,
        outcomes: new Map(),
        copies: 0,
        impressions: 0,
      };
      bySeal.set(row.sealId, tally);
      tally.outcomes.set(row.outcome, (tally.outcomes.get(row.outcome) ?? 0) + 1);
      if (row.outcome !== 'completed') return;
      tally.copies += row.copies ?? 0;
      tally.impressions += row.impressionCount;
    },
    tallies: () => [...bySeal.values()],
    nameOf: (sealId: string) => bySeal.get(sealId)?.name,
  };
}
type Tallies = ReturnType<typeof createTallies>;

function totalsOf(tallies: readonly Tally[], language: Language): RegisterTotals {
  const { bySeal, seal, uses, copies, impressions, total } = words[language];
  const met = historyOutcome.options.filter((outcome) => tallies.some(({ outcomes }) => outcomes.has(outcome)));
  const sum = (of: (tally: Tally) => number) => tallies.reduce((all, tally) => all + of(tally), 0);
  const usesOf = ({ outcomes }: Tally) => [...outcomes.values()].reduce((all, count) => all + count, 0);
  const counts: readonly [string, (tally: Tally) => number][] = [
    [uses, usesOf],
    ...met.map((outcome): [string, (tally: Tally) => number] => [
      nameWords[language].outcomes[outcome],
      ({ outcomes }) => outcomes.get(outcome) ?? 0,
    ]),
    [copies, (tally) => tally.copies],
    [impressions, (tally) => tally.impressions],
  ];
  const rows = tallies.map((tally) => [tally.name, ...counts.map(([, of]) => String(of(tally)))]);
  return {
    title: bySeal,
    columns: [
      { title: seal, widthMm: 80, align: 'left' },
      ...counts.map(([title]): RegisterColumn => ({ title, widthMm: 24, align: 'right' })),
    ],
    rows: tallies.length > 1 ? [...rows, [total, ...counts.map(([, of]) => String(sum(of)))]] : rows,
  };
}

/** What the register is of, for whoever finds it in a binder. */
function factsOf(work: ExportWork, reader: UseReader, madeAt: Date): string[] {
  const { language, month } = work;
  const said = words[language];
  const filter = historyFilter.parse(work.filter);
  const separator = language === 'en' ? ': ' : '：';
  const list = (names: readonly string[]) =>
    names.length === 0 ? said.all : names.join(language === 'en' ? ', ' : '、');
  const fact = (name: string, value: string) => `${name}${separator}${value}`;
  const { outcomes } = nameWords[language];
  const head = reader.head;
  return [
    [
      fact(said.period, periodOf(filter, month, language)),
      fact(said.seal, list(filter.sealIds.map((id) => reader.sealName(id) ?? id))),
      fact(said.unit, list(filter.units)),
      ...(filter.operators.length > 0 ? [fact(said.operator, list(filter.operators))] : []),
      ...(filter.outcomes.length > 0 ? [fact(said.outcome, list(filter.outcomes.map((one) => outcomes[one])))] : []),
      ...(filter.search === '' ? [] : [fact(said.search, filter.search)]),
      said.rows(reader.count),
    ].join('    '),
    // Whoever has the paper can tell by it whether the ledger is still the one that it was printed from.
    `${fact(said.ledger, head.ledger)}    #${head.number} ${head.hash}    ${fact(said.madeAt, formatZonedTime(madeAt, language))}`,
  ];
}

function periodOf({ from, to }: HistoryFilter, month: string | undefined, language: Language): string {
  if (month !== undefined) {
    const [year, number] = month.split('-').map(Number);
    return language === 'en' ? month : `${year}年${number}月`;
  }
  if (from === undefined && to === undefined) return words[language].allTime;
  const day = (instant: string | undefined) => (instant === undefined ? '' : formatDay(instant, language));
  return `${day(from)} – ${day(to)}`;
}

/** 用印台账, as offices keep it on paper. */
export function writeRegister(
  work: ExportWork,
  reader: UseReader,
  onRows: (count: number) => void,
): Promise<Uint8Array> {
  const { language } = work;
  const said = words[language];
  const printed = printedColumns(language);
  const tallies: Tallies = createTallies();
  const madeAt = new Date();
  return writeRegisterPdf(
    {
      title: said.title,
      facts: factsOf(work, reader, madeAt),
      columns: printed,
      *rows() {
        for (const page of reader.pages()) {
          for (const row of page) tallies.add(row);
          yield page.map((row) => printed.map(({ value }) => String(value(row, language) ?? '')));
        }
      },
      totals: () => (reader.count === 0 ? [] : [totalsOf(tallies.tallies(), language)]),
      signers: said.signers,
      footer: `${work.program.name} ${work.program.version} · ${localDay(madeAt)}`,
      noRows: said.none,
      pageOf: said.page,
      language,
      program: work.program,
      madeAt,
    },
    onRows,
  );
}
