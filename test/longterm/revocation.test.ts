import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCrl } from '../signature/openssl-responders.ts';
import { Desk, revocationOf } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk?.close());

const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const crlOf = () => makeCrl(desk.openssl, { issuer: desk.root, booked: desk.services.booked });

describe('a signature by a certificate', () => {
  it('is valid where nobody was asked, and the report says that revocation was not looked up', async () => {
    const path = await desk.sign(desk.signer('未查'));
    desk.settings = { ...desk.settings, networkAllowed: false };
    const report = await desk.verifyOnline(path);
    expect(report.verdict).toBe('valid');
    expect(revocationOf(report)).toBe('not-applicable revocation/not-checked');
    expect(desk.services.asked).toEqual([]);
    desk.settings = { ...desk.settings, networkAllowed: true };
  });

  it('is cleared by the responder that it names, once the network is allowed', async () => {
    const report = await desk.verifyOnline(await desk.sign(desk.signer('清白')));
    expect(report.verdict).toBe('valid');
    expect(revocationOf(report)).toBe('passed revocation/good');
  });

  it('that was revoked before the signing is invalid, though the content is unchanged', async () => {
    const dismissed = desk.signer('离职');
    desk.revoke(dismissed, minutes(-60), 'affiliationChanged');
    const report = await desk.verifyOnline(await desk.sign(dismissed));
    expect(report).toMatchObject({ verdict: 'invalid', lines: { content: 'unchanged', identity: 'invalid' } });
    expect(revocationOf(report)).toBe('failed revocation/revoked');
  });

  it('that was revoked since stays valid when a timestamp proves that the signature came first', async () => {
    const later = desk.signer('后来');
    const path = await desk.sign(later);
    desk.settings = { ...desk.settings, signatureLevel: 'B-T' };
    await desk.add(path);
    expect(await desk.run()).toMatchObject([{ added: ['timestamp'], error: null }]);
    desk.settings = { ...desk.settings, signatureLevel: 'B-LTA' };
    desk.revoke(later, minutes(2), 'keyCompromise');
    desk.importedCrls = [crlOf()];
    const report = await desk.verify(path);
    desk.importedCrls = [];
    expect(report.verdict).toBe('valid');
    expect(revocationOf(report)).toBe('warning revocation/revoked-later');
  });

  it('that was revoked after the claimed time only is not confirmed: who has the key can claim any time', async () => {
    const claimed = desk.signer('声称');
    const path = await desk.sign(claimed);
    desk.revoke(claimed, minutes(5), 'keyCompromise');
    const report = await desk.verifyOnline(path);
    expect(report).toMatchObject({ verdict: 'indeterminate', lines: { content: 'unchanged' } });
    expect(revocationOf(report)).toBe('unknown revocation/revoked-unproven');
  });

  it('is judged by an imported list without any network', async () => {
    const listed = desk.signer('名单');
    const path = await desk.sign(listed);
    desk.revoke(listed, minutes(-60));
    desk.importedCrls = [crlOf()];
    expect((await desk.verify(path)).verdict).toBe('invalid');
    desk.importedCrls = [];
    expect((await desk.verify(path)).verdict).toBe('valid');
  });

  it('is not harmed by a list that somebody else signed', async () => {
    const victim = desk.signer('受害');
    const path = await desk.sign(victim);
    const forger = desk.openssl.issue({
      subject: '/C=CN/CN=示例根',
      extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'],
    });
    const forged = makeCrl(desk.openssl, { issuer: forger, booked: [{ holder: victim, revokedAt: minutes(-60) }] });
    desk.importedCrls = [forged];
    expect((await desk.verify(path)).verdict).toBe('valid');
    desk.importedCrls = [];
  });

  it('is not confirmed while the services that it names give no answer to somebody who asked', async () => {
    const path = await desk.sign(desk.signer('无答'));
    const { ocsp } = desk.services;
    desk.services.ocsp = () => Promise.reject(new Error('down'));
    const report = await desk.verifyOnline(path);
    desk.services.ocsp = ocsp;
    expect(report.verdict).toBe('indeterminate');
    expect(revocationOf(report)).toBe('unknown revocation/no-answer');
  });

  it('of which nobody is trusted leads to no request: its addresses are its maker’s', async () => {
    const path = await desk.sign(desk.signer('陌生'));
    const { trusted } = desk;
    desk.trusted = [];
    desk.services.asked.length = 0;
    const report = await desk.verifyOnline(path);
    desk.trusted = trusted;
    expect(report.verdict).toBe('indeterminate');
    expect(desk.services.asked).toEqual([]);
  });
});
