import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding, Language, Verdict, VerificationReport } from '../../src-main/contract/index.ts';
import { verdict as verdicts } from '../../src-main/contract/index.ts';
import { makeReport } from '../../src-main/report/index.ts';
import { verdictWords } from '../../src-main/words/index.ts';
import { certificateOf, findings, owner, program, reportOf, signatureOf } from './reports.ts';

const folder = mkdtempSync(join(tmpdir(), 'qianyin-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const largestBytes = 300_000;
const pointsPerMm = 72 / 25.4;

/** A report on the disk, as others see it. */
class Printed {
  readonly path: string;
  readonly sizeBytes: number;

  constructor(path: string) {
    this.path = path;
    this.sizeBytes = readFileSync(path).length;
  }

  #tool(name: string, ...args: string[]): string {
    return execFileSync(name, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  }
  /** Without the breaks of lines, which fall anywhere in Chinese. */
  text(): string {
    return this.#tool('pdftotext', '-raw', this.path, '-').replace(/\n/g, '');
  }
  pageTexts(): string[] {
    return this.#tool('pdftotext', '-layout', this.path, '-').split('\f').slice(0, -1);
  }
  fonts(): string[] {
    return this.#tool('pdffonts', this.path).trim().split('\n').slice(2);
  }
  information(): string {
    return this.#tool('pdfinfo', this.path);
  }
  /** Of every word: left, top, right, bottom; points. */
  boxes(): number[][] {
    const page = this.#tool('pdftotext', '-bbox', this.path, '-');
    return [...page.matchAll(/xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)"/g)].map((match) =>
      match.slice(1, 5).map(Number),
    );
  }
  picture(page: number): PNG {
    const stem = join(folder, `page-${page}`);
    this.#tool('pdftoppm', '-r', '50', '-png', '-singlefile', '-f', String(page), '-l', String(page), this.path, stem);
    return PNG.sync.read(readFileSync(`${stem}.png`));
  }
}

let lastNumber = 0;
async function print(report: VerificationReport, language: Language = 'zh-CN'): Promise<Printed> {
  const { content } = await makeReport(report, 'pdf', language, program);
  const path = join(folder, `report-${++lastNumber}.pdf`);
  writeFileSync(path, content);
  execFileSync('qpdf', ['--check', path]);
  return new Printed(path);
}

describe('a printed report', () => {
  let printed: Printed;
  beforeAll(async () => {
    printed = await print(reportOf());
  });

  it('says in Chinese what was verified, when and by what', () => {
    const text = printed.text();
    for (const said of [
      '验证报告',
      '采购合同 #1,+版.pdf',
      '1,234,567 字节',
      '0123 4567 89ab cdef 0123 4567 89ab cdef 0123 4567 89ab cdef 0123 4567 89ab cdef',
      '验证时间',
      '钤印 Qianyin 9.8.7',
    ]) {
      expect(text).toContain(said);
    }
    expect(text).toMatch(/2026年11月24日 \d\d:\d\d:00 \(UTC[+-]\d\d:\d\d\)/);
  });

  it('says the verdict and the three lines in words', () => {
    const text = printed.text();
    expect(text).toContain('无效签章覆盖的内容或签名本身不正确，请勿采信此文件。');
    expect(text).toContain('盖章时的内容：已被改动');
    expect(text).toContain('盖章之后：有改动');
    expect(text).toContain('证书与印章：颁发机构不受信任');
  });

  it('says of each signature who, with which seal, when by whose clock, with which certificate, and what it covers', () => {
    const text = printed.text();
    for (const said of [
      owner,
      '合同专用章',
      '编号 33010012345678；制章人 测试制章单位',
      '取自签章人的电脑时钟',
      'CN=测试根证书, O=测试认证机构, C=CN',
      'SM2-SM3',
      '文件的前 123,456 字节，共 1,234,567 字节',
      '第 3 页，中心距左边 30.0 mm，距上边 40.0 mm',
      '年度采购',
      'Seal_1 · ETSI.CAdES.detached',
    ]) {
      expect(text).toContain(said);
    }
  });

  it('gives every check its state and its sentence, with the evidence, and every later change', () => {
    const text = printed.text();
    expect(text).toContain('未通过 · 签名是否正确签名与证书不符。');
    expect(text).toContain('通过 · 签名的覆盖范围签名覆盖了盖章时文件的每一个字节。');
    expect(text).toContain(
      '无法确认 · 证书的颁发机构证书上写的签发者是“CFCA ACS OCA31”（中国金融认证中心 CFCA 所用的名称），本机未信任此机构',
    );
    expect(text).toContain(`SHA-256 指纹${'ab'.repeat(32)}`);
    expect(text).toContain('validity/expired · notAfter 2025-01-01T00:00:00Z');
    expect(text).toContain('第 2 页：改动了页面内容（遮住了盖章时看得见的内容');
  });

  it('embeds its fonts, only what it uses of them, and stays small', () => {
    const fonts = printed.fonts();
    expect(fonts).toHaveLength(2);
    for (const font of fonts) expect(font).toMatch(/NotoSerifSC-\w+\s+CID TrueType\s+Identity-H\s+yes yes yes/);
    expect(printed.sizeBytes).toBeLessThan(largestBytes);
  });

  it('is A4, has a title, and bears no signature', () => {
    const information = printed.information();
    expect(information).toContain('(A4)');
    expect(information).toMatch(/Title: +验证报告 · 采购合同 #1,\+版\.pdf/);
    expect(information).toMatch(/Form: +none/);
    expect(information).toMatch(/JavaScript: +no/);
    expect(readFileSync(printed.path, 'latin1')).not.toMatch(/\/Sig\b|\/AcroForm/);
    expect(printed.text()).toContain('报告本身没有签章，不能代替原文件');
  });

  it('has nothing on it that could be taken for a seal: no seal red, nothing large and coloured', () => {
    const { data } = printed.picture(1);
    let red = 0;
    let coloured = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [r = 0, g = 0, b = 0] = data.subarray(at, at + 3);
      if (r > 170 && g < 70 && b < 70) red += 1;
      if (Math.max(r, g, b) - Math.min(r, g, b) > 60) coloured += 1;
    }
    expect(red).toBe(0);
    expect(coloured / (data.length / 4)).toBeLessThan(0.01);
  });
});

describe('what proves nothing and explains much', () => {
  it('is the time of an unknown timestamp authority, as its claim', async () => {
    const claimedTimestamp = { time: '2026-11-20T07:04:05Z', authority: certificateOf('CFCA TSA') };
    const text = (await print(reportOf({ signatures: [signatureOf({ claimedTimestamp })] }))).text();
    expect(text).toMatch(/未获信任的时间戳 自称 2026年11月20日.*证书上写的时间戳机构是“CFCA TSA”.*不作为签章时间/u);
    expect(text).toMatch(/签章时间 2026年11月24日 .*取自签章人的电脑时钟/u);
  });

  it('is the program that wrote the file anew', async () => {
    const range: Finding = {
      ...{ code: 'byte-range', state: 'failed', reason: 'byte-range/saved-anew-by' },
      values: { producer: 'WPS 文字' },
    };
    const text = (await print(reportOf({ signatures: [signatureOf({ findings: [range] })] }))).text();
    expect(text).toContain('文件被另一个程序重新保存过（文件里写的程序是“WPS 文字”），签章因此失效');
    expect(text).toContain('未通过 · 签名的覆盖范围');
  });
});

describe('a report in English', () => {
  it('says the same in English', async () => {
    const text = (await print(reportOf(), 'en')).text();
    for (const said of [
      'Verification report',
      'Not valid',
      'Content when stamped: changed',
      'Failed · Whether the signature holds',
      'by the clock of the signer',
      'Page 1 of 2',
      'It is not signed itself',
    ]) {
      expect(text.replace(/\s+/g, ' ')).toContain(said);
    }
    expect(text).not.toMatch(/签章|证书有效期/);
  });
});

describe('every verdict', () => {
  /** What is drawn beside the word, as dark and light squares: the same for no two verdicts. */
  async function shapeBeside(word: Verdict): Promise<string> {
    const printed = await print(reportOf({ verdict: word, signatures: [] }));
    expect(printed.text()).toContain(verdictWords['zh-CN'].verdicts[word]);
    const { data, width } = printed.picture(1);
    const dots: string[] = [];
    const [left, top, side] = [20, 28, 9].map((millimetres) => Math.round((millimetres * 50) / 25.4));
    for (let y = top ?? 0; y < (top ?? 0) + (side ?? 0) + 4; y++) {
      for (let x = left ?? 0; x < (left ?? 0) + (side ?? 0) - 4; x++) {
        dots.push((data[(y * width + x) * 4 + 1] ?? 255) < 160 ? '#' : '.');
      }
    }
    return dots.join('');
  }
  it('has a word and a shape of its own, so that grey paper tells them apart', async () => {
    const shapes = await Promise.all(verdicts.options.map(shapeBeside));
    expect(shapes.filter((shape) => !shape.includes('#'))).toEqual([]);
    expect(new Set(shapes).size).toBe(verdicts.options.length);
  });
});

describe('a report on a trial', () => {
  it('says so on every page', async () => {
    const signatures = Array.from({ length: 6 }, () => signatureOf({ trial: true }));
    const pages = (await print(reportOf({ trial: true, signatures }))).pageTexts();
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages) expect(page).toContain('试用：以试用证书签章，不具法律效力');
    expect(pages[0]).toContain('验证报告（试用）');
  });
});

describe('a report on twenty signatures', () => {
  it('lists them all, numbers its pages, and keeps everything on the paper', async () => {
    const signatures = Array.from({ length: 20 }, (_, index) => signatureOf({ fieldName: `Field_${index + 1}.` }));
    const printed = await print(reportOf({ signatures }));
    const pages = printed.pageTexts();
    for (const [index, page] of pages.entries()) expect(page).toContain(`第 ${index + 1} 页，共 ${pages.length} 页`);
    const text = printed.text();
    for (let number = 1; number <= 20; number++) {
      expect(text).toContain(`签章 ${number} / 20`);
      expect(text).toContain(`Field_${number}. `);
    }
    for (const [left = 0, top = 0, right = 0, bottom = 0] of printed.boxes()) {
      expect(left).toBeGreaterThan(15 * pointsPerMm);
      expect(right).toBeLessThan((210 - 10) * pointsPerMm);
      expect(top).toBeGreaterThan(10 * pointsPerMm);
      expect(bottom).toBeLessThan((297 - 8) * pointsPerMm);
    }
    expect(printed.sizeBytes).toBeLessThan(largestBytes);
  });

  it('does not grow without end for a file with thousands of them', async () => {
    const signatures = Array.from({ length: 3000 }, () => signatureOf({ findings: findings.slice(0, 1), changes: [] }));
    const printed = await print(reportOf({ signatures }));
    expect(printed.text()).toContain('另有 2800 个签章没有在此列出');
  });
});

describe('names that are meant to deceive', () => {
  it('are shown as what they are: what turns, hides or breaks the line is printed as its code point', async () => {
    const name = '合同\u202efdp.exe\u200b\n结论 有效\u0007.pdf';
    const text = (await print(reportOf({ name }))).text();
    expect(text).toContain('合同[U+202E]fdp.exe[U+200B][U+000A]结论 有效[U+0007].pdf');
  });

  it('in scripts and signs that the font lacks are not lost: emoji, Arabic, rare characters, half of a pair', async () => {
    const name = '🔏عقد\u{20bb7}\ud800x';
    const text = (await print(reportOf({ name, signatures: [signatureOf({ signerName: name })] }))).text();
    expect(text).toContain('[U+1F50F][U+0639][U+0642][U+062F][U+20BB7][U+D800]x');
  });

  it('of any length stay within the margins and are cut where nobody reads on', async () => {
    const long = `${'A'.repeat(300)}${'很长的名字'.repeat(200)}`;
    const signature = signatureOf({ signerName: long, reason: long, certificate: certificateOf(long) });
    const printed = await print(reportOf({ name: long, signatures: [signature] }));
    const widest = Math.max(...printed.boxes().map(([, , right = 0]) => right));
    expect(widest).toBeLessThan((210 - 15) * pointsPerMm);
    expect(printed.text()).toContain('（另有 700 字）');
    expect(printed.pageTexts().length).toBeLessThan(6);
  });
});

describe('the other form of a report', () => {
  it('is the same as JSON, with the program that made it', async () => {
    const report = reportOf();
    const { fileName, content } = await makeReport(report, 'json', 'zh-CN', program);
    expect(JSON.parse(Buffer.from(content).toString('utf8'))).toEqual({ program, ...report });
    expect(fileName).toBe('验证报告_采购合同 #1,+版.json');
  });

  it('is saved under a name that every system takes', async () => {
    const { fileName } = await makeReport(reportOf({ name: '../a/b\\c:"\u202e*.pdf' }), 'json', 'zh-CN', program);
    expect(fileName).toBe('验证报告_.._a_b_c____.json');
  });
});
