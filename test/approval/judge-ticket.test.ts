import { describe, expect, it } from 'vitest';
import { judgeTemplate, judgeTicket, type TicketCircumstances } from '../../src-main/approval/judge-ticket.ts';
import type { TicketClaims } from '../../src-main/contract/index.ts';

const noon = Date.parse('2026-12-01T12:00:00Z');
const minutes = (count: number) => noon / 1000 + count * 60;
const ticket = (times: Partial<Pick<TicketClaims, 'iat' | 'nbf' | 'exp' | 'aud'>>): TicketClaims => ({
  iss: 'OA',
  jti: '1',
  aud: 'here',
  iat: minutes(-10),
  exp: minutes(60),
  number: 'OA-1',
  approvers: ['王五'],
  document: { sha256: '0'.repeat(64) },
  template: '付款单',
  ...times,
});
const here: TicketCircumstances = {
  now: noon,
  clientId: 'here',
  recordedSince: noon - 3_600_000,
  recordedUntil: noon - 1000,
};

function judged(claims: TicketClaims, circumstances: Partial<TicketCircumstances> = {}): string {
  try {
    judgeTicket(claims, { ...here, ...circumstances });
    return 'opens';
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
  }
}

describe('a ticket', () => {
  it.each<[what: string, claims: TicketClaims, circumstances: Partial<TicketCircumstances>, judged: string]>([
    ['in its time', ticket({}), {}, 'opens'],
    ['for another client', ticket({ aud: 'there' }), {}, 'TICKET_OTHER_CLIENT'],
    ['in its last second', ticket({ exp: minutes(0) + 1 }), {}, 'opens'],
    ['at its end', ticket({ exp: minutes(0) }), {}, 'TICKET_EXPIRED'],
    ['issued by a clock a minute ahead', ticket({ iat: minutes(1) }), {}, 'opens'],
    ['issued by a clock five minutes ahead', ticket({ iat: minutes(5) }), {}, 'TICKET_NOT_YET'],
    ['that is for later', ticket({ nbf: minutes(30) }), {}, 'TICKET_NOT_YET'],
    ['whose nbf is past', ticket({ nbf: minutes(-5) }), {}, 'opens'],
    ['that ends before it begins', ticket({ exp: minutes(-11) }), {}, 'TICKET_UNREADABLE'],
    ['older than the record', ticket({}), { recordedSince: noon - 60_000 }, 'TICKET_BEFORE_RECORD'],
    ['after the clock was set back', ticket({}), { recordedUntil: noon + 3_600_000 }, 'TICKET_CLOCK'],
    ['after the clock was put right by a second', ticket({}), { recordedUntil: noon + 1000 }, 'opens'],
  ])('%s', (_, claims, circumstances, expected) => expect(judged(claims, circumstances)).toBe(expected));
});

describe('the template that a ticket names', () => {
  it.each([
    ['saved a day before', -86_400_000, true],
    ['saved in the same second', 999, true],
    ['saved a second later', 1000, false],
  ])('%s', (_, later, isMeant) => {
    const judging = () =>
      judgeTemplate({ iat: noon / 1000 }, { name: '付款单', savedAt: new Date(noon + later).toISOString() });
    if (isMeant) expect(judging).not.toThrow();
    else expect(judging).toThrow('TICKET_TEMPLATE_CHANGED');
  });
});
