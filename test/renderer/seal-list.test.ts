import { describe, expect, it } from 'vitest';
import {
  type SealKind,
  type SealRegisterState,
  type SealWithState,
  sealWithState,
} from '../../src-main/contract/index.ts';
import { allSeals, groupSeals, type SealQuery } from '../../src-renderer/seals/seal-list.ts';

const shanghai = '上海示例贸易有限公司';
const hangzhou = '杭州示例科技有限公司';

interface Made {
  owner?: string;
  kind?: SealKind;
  state?: SealWithState['state'];
  register?: SealRegisterState;
  serial?: string;
  notAfter?: string;
  createdAt?: string;
}

const sealOf = (name: string, made: Made = {}) =>
  sealWithState.parse({
    ...{
      id: name,
      name,
      kind: made.kind ?? 'official',
      widthMm: 40,
      heightMm: 40,
      artworkKind: 'vector',
      trial: false,
    },
    createdAt: made.createdAt ?? '2026-03-01T08:00:00.000Z',
    binding: {
      tokenSerial: made.serial ?? '00A1',
      tokenLabel: '办公室UKey',
      certificateFingerprint: 'ab',
      ownerName: made.owner ?? hangzhou,
      notAfter: made.notAfter ?? '2028-01-01T00:00:00.000Z',
    },
    register: made.register
      ? [{ state: made.register, at: '2026-04-01T08:00:00.000Z', by: '王芳', reason: '保管人休假', withPin: true }]
      : [],
    ...{ state: made.state ?? 'ready', daysLeft: 300, tokenId: null },
  });

const seals = [
  sealOf('合同专用章', { kind: 'contract', notAfter: '2027-01-01T00:00:00.000Z' }),
  sealOf('公章2', { state: 'suspended', register: 'suspended', createdAt: '2026-05-01T08:00:00.000Z' }),
  sealOf('公章10', { state: 'token-absent', serial: 'B2' }),
  sealOf('财务专用章', { kind: 'finance', owner: shanghai, serial: 'B2', state: 'revoked', register: 'revoked' }),
];

const shown = (query: Partial<SealQuery>) =>
  groupSeals(seals, { ...allSeals, ...query }).map(({ owner, seals: found }) => [
    owner,
    ...found.map(({ name }) => name),
  ]);

describe('the list of seals', () => {
  it.each<[string, Partial<SealQuery>, string[][]]>([
    [
      'all, by unit, those to stamp with first and those out of use last',
      {},
      [
        [hangzhou, '合同专用章', '公章10', '公章2'],
        [shanghai, '财务专用章'],
      ],
    ],
    [
      'all, by unit and name',
      { order: 'name' },
      [
        [hangzhou, '公章2', '公章10', '合同专用章'],
        [shanghai, '财务专用章'],
      ],
    ],
    ['words of the name and the unit together', { search: '杭州 合同' }, [[hangzhou, '合同专用章']]],
    ['why one was frozen', { search: '休假 公章' }, [[hangzhou, '公章2']]],
    ['nothing that does not fit', { search: '不存在' }, []],
    ['what can be used', { standing: 'usable' }, [[hangzhou, '合同专用章']]],
    ['what wants something done first', { standing: 'waiting' }, [[hangzhou, '公章10']]],
    ['what is out of use', { standing: 'revoked' }, [[shanghai, '财务专用章']]],
    ['a kind', { kind: 'contract' }, [[hangzhou, '合同专用章']]],
    [
      'those of a token, however its serial number is written',
      { tokenSerial: '0b2' },
      [
        [hangzhou, '公章10'],
        [shanghai, '财务专用章'],
      ],
    ],
    [
      'what ends first',
      { order: 'end' },
      [
        [hangzhou, '合同专用章', '公章2', '公章10'],
        [shanghai, '财务专用章'],
      ],
    ],
    [
      'the newest first',
      { order: 'made' },
      [
        [hangzhou, '公章2', '公章10', '合同专用章'],
        [shanghai, '财务专用章'],
      ],
    ],
    [
      'the usable first',
      { order: 'standing' },
      [
        [hangzhou, '合同专用章', '公章10', '公章2'],
        [shanghai, '财务专用章'],
      ],
    ],
  ])('shows %s', (_, query, expected) => {
    expect(shown(query)).toEqual(expected);
  });
});
