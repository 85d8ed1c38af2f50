/** Pages as the checks see them: text at places, seals at places. */
import type { Impression, SealNaming } from '../../../src-main/contract/index.ts';
import { writtenLines } from '../../../src-main/placing/index.ts';
import type { CheckedSeal, CheckedText } from '../../../src-main/stamping/preflight/checked-stamp.ts';

/** 小四 and so: what contracts are printed in. */
const heightMm = 4;

/** A text that begins at a place, its base line 4 mm below; blanks of full width are gaps, as an office makes them. */
export type Written = readonly [text: string, leftMm: number, topMm: number];

const isNarrow = (sign: string) => (sign.codePointAt(0) ?? 0) < 0x300;

export function page(number: number, ...written: readonly Written[]): CheckedText {
  const runs = written.map(([text, leftMm, topMm]) => ({
    text,
    xMm: leftMm,
    yMm: topMm + heightMm * 0.85,
    direction: [1, 0] as const,
    lengthMm: Array.from(text).reduce((length, sign) => length + (isNarrow(sign) ? heightMm / 2 : heightMm), 0),
    heightMm,
    runsDown: false,
    endsLine: true,
  }));
  return { page: number, lines: writtenLines(runs) };
}

export const at = (xMm: number, yMm: number, more: Partial<Impression> = {}): Impression => ({
  page: 1,
  xMm,
  yMm,
  widthMm: 40,
  heightMm: 40,
  slice: null,
  ...more,
});

export const company = '杭州示例科技有限公司';

const naming: SealNaming = { standing: 'same', onSeal: company, inCertificate: company, reason: '' };

interface SealChoice {
  readonly seal?: Partial<CheckedSeal['seal']>;
  readonly certificate?: Partial<CheckedSeal['certificate']>;
  readonly token?: Partial<CheckedSeal['token']>;
  readonly impressions?: readonly Impression[];
}

/** A seal that nothing is to be said of; what a test says otherwise is in `choice`. */
export function placedSeal({ seal, certificate, token, impressions = [at(100, 100)] }: SealChoice = {}): CheckedSeal {
  return {
    seal: {
      id: 'seal-1',
      name: '公章',
      kind: 'official',
      trial: false,
      naming,
      standard: null,
      widthMm: 40,
      heightMm: 40,
      artworkKind: 'vector',
      ...seal,
    },
    certificate: {
      subject: { text: `O=${company}`, display: company, organization: company, commonName: company },
      daysLeft: 300,
      ...certificate,
    },
    token: { label: 'UKey', pinState: 'ok', ...token },
    impressions,
  };
}
