import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../src-main/app.ts';
import type { StampResult, Trial } from '../../src-main/contract/index.ts';
import { makeSeal, readSeal } from '../../src-main/signature/index.ts';
import { issueTrialCertificates } from '../../src-main/x509/index.ts';
import { generateSoftwareKey } from '../../src-main/x509/keys/software-key.ts';
import { fixturePath } from '../fixtures/pdf/index.ts';
import { makeCrl } from '../signature/openssl-responders.ts';
import { openSealOffice } from '../signature/seal-office.ts';

/** The clerk's desk with the trial UKey: a software UKey that speaks SKF, with an SM2 key and a seal of GB/T 38540. */
describe('a seal of GB/T 38540', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qianyin-national-'));
  let app: App;
  let trial: Trial;
  let lastRun = 0;

  const sealFile = () => join(folder, 'home', 'seals', trial.sealId, 'seal.esl');

  async function stamp(
    options: { sealId?: string; input?: string; pins?: Record<string, string> } = {},
  ): Promise<StampResult> {
    lastRun += 1;
    return app.call('stamp.run', {
      runId: `run-${lastRun}`,
      path: options.input ?? fixturePath('chromium.pdf'),
      placements: [{ sealId: options.sealId ?? trial.sealId, placing: { rule: 'here', page: 1, xMm: 60, yMm: 60 } }],
      outputPath: join(folder, `stamped-${lastRun}.pdf`),
      pins: options.pins ?? { [trial.token.id]: trial.pin },
    });
  }

  /** /Contents of the only signature of a file, without its padding. */
  /** Of the last signature: a widget has /Contents as well, which are its words. */
  const contentsAtOf = (bytes: Buffer) =>
    bytes.indexOf('/Contents <', bytes.lastIndexOf('/ByteRange')) + '/Contents <'.length;

  function contentsOf(path: string): Buffer {
    const bytes = readFileSync(path);
    const at = contentsAtOf(bytes);
    const padded = Buffer.from(bytes.subarray(at, bytes.indexOf('>', at)).toString('latin1'), 'hex');
    // DER of a SEQUENCE longer than 255 and shorter than 65536, or than 16 MiB.
    const length = padded[1] === 0x82 ? 4 + padded.readUInt16BE(2) : 5 + padded.readUIntBE(2, 3);
    return padded.subarray(0, length);
  }

  beforeAll(async () => {
    const desktop = { open: async () => undefined, reveal: async () => undefined };
    app = await createApp({ homeFolder: join(folder, 'home'), door: 'cli', desktop });
    trial = await app.call('trial.create', { algorithm: 'sm2' });
  });

  afterAll(async () => {
    await app?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes into the PDF whole, with a digest of the document and an SM2 signature over both', async () => {
    const { outputPath, report } = await stamp();
    expect(report).toMatchObject({ verdict: 'trial', trial: true });
    const [signature] = report.signatures;
    expect(signature).toMatchObject({ subFilter: 'GM.sm2seal', algorithm: 'SM2-SM3', coversWholeFile: true });
    expect(signature?.seal).toMatchObject({
      version: 4,
      name: '公章（试用）',
      widthMm: 40,
      makerName: '钤印试用制章人',
    });
    execFileSync('qpdf', ['--check', outputPath]);
    // Another program's reading: the seal file of the library stands in the signature, byte for byte.
    const contents = contentsOf(outputPath);
    const parsed = execFileSync('openssl', ['asn1parse', '-inform', 'DER', '-i'], {
      input: contents,
      encoding: 'utf8',
    });
    expect(parsed).toMatch(/SM2-with-SM3|1\.2\.156\.10197\.1\.501/);
    expect(contents.includes(readFileSync(sealFile()))).toBe(true);
    const original = readFileSync(fixturePath('chromium.pdf'));
    expect(readFileSync(outputPath).subarray(0, original.length).equals(original)).toBe(true);
  });

  it('is never called valid once a byte of what it covers, of the seal or of the signature differs', async () => {
    const { outputPath } = await stamp();
    const bytes = readFileSync(outputPath);
    const contents = contentsOf(outputPath);
    const contentsAt = contentsAtOf(bytes);
    const lengthHex = bytes.indexOf('>', contentsAt) - contentsAt;
    const der = Buffer.from(bytes.subarray(contentsAt, contentsAt + lengthHex).toString('latin1'), 'hex');
    expect(der.subarray(0, contents.length).equals(contents)).toBe(true);
    const changed = join(folder, 'changed.pdf');
    const verdicts = new Set<string>();
    const step = Math.ceil(contents.length / 40);
    for (let at = 0; at < contents.length; at += step) {
      const copy = Buffer.from(bytes);
      const flipped = Buffer.from([(der[at] ?? 0) ^ 1]).toString('hex');
      copy.write(flipped, contentsAt + at * 2, 'latin1');
      writeFileSync(changed, copy);
      verdicts.add((await app.call('verify.run', { path: changed })).report.verdict);
    }
    for (let at = 50; at < contentsAt - 20; at += Math.ceil(contentsAt / 20)) {
      const copy = Buffer.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ 1;
      writeFileSync(changed, copy);
      const verdict = await app.call('verify.run', { path: changed }).then(
        ({ report }) => report.verdict,
        () => 'refused',
      );
      verdicts.add(verdict);
    }
    expect([...verdicts]).not.toContain('valid');
    expect([...verdicts]).not.toContain('changed');
  });

  it('is countersigned without harm: the first seal stays valid under the second', async () => {
    const first = await stamp();
    const second = await stamp({ input: first.outputPath });
    expect(second.report.signatures.map(({ verdict, laterChanges }) => [verdict, laterChanges])).toEqual([
      ['trial', 'signatures-only'],
      ['trial', 'none'],
    ]);
  });

  it('is refused while it is suspended, with the reason on record, and works again when resumed', async () => {
    await app.call('seals.setState', { id: trial.sealId, state: 'suspended', reason: '保管人交接' });
    await expect(stamp()).rejects.toMatchObject({ code: 'SEAL_SUSPENDED' });
    const resumed = await app.call('seals.setState', { id: trial.sealId, state: 'active', reason: '交接完成' });
    expect(resumed.register.map(({ state, reason }) => [state, reason])).toEqual([
      ['suspended', '保管人交接'],
      ['active', '交接完成'],
    ]);
    await expect(stamp()).resolves.toMatchObject({ report: { verdict: 'trial' } });
  });

  it("is refused when its maker's signature fails", async () => {
    const good = readFileSync(sealFile());
    const bad = Buffer.from(good);
    const nameAt = bad.indexOf('公章');
    bad[nameAt + 2] = (bad[nameAt + 2] ?? 0) ^ 1;
    writeFileSync(sealFile(), bad);
    await expect(stamp()).rejects.toMatchObject({ code: 'SEAL_UNUSABLE' });
    writeFileSync(sealFile(), good);
  });

  it('is refused when it has expired, and when the certificate is not in its list', async () => {
    const good = readFileSync(sealFile());
    const { info } = readSeal(good);
    // A maker of our own: only the maker's signature, not his trust, is asked for before stamping.
    const other = await generateSoftwareKey('sm2');
    const { sealMaker, certificate } = await issueTrialCertificates(other.spki, {
      organization: '别家',
      commonName: '别家',
    });
    const [start, end] = [new Date(Date.now() - 2 * 86_400_000), new Date(Date.now() - 86_400_000)];
    const period = { createdAt: start, validFrom: start, validUntil: end };
    const expired = { ...info, property: { ...info.property, ...period } };
    writeFileSync(sealFile(), await makeSeal({ info: expired, maker: sealMaker }));
    await expect(stamp()).rejects.toMatchObject({ code: 'SEAL_UNUSABLE', values: { reason: 'seal/expired' } });
    const list = { kind: 'certificates', certificates: [certificate] } as const;
    const foreign = { ...info, property: { ...info.property, certificates: list } };
    writeFileSync(sealFile(), await makeSeal({ info: foreign, maker: sealMaker }));
    await expect(stamp()).rejects.toMatchObject({
      code: 'SEAL_UNUSABLE',
      values: { reason: 'seal/certificate-not-listed' },
    });
    writeFileSync(sealFile(), good);
  });

  it('is refused before a PIN is asked for when an imported list says that its maker was revoked', async () => {
    const good = readFileSync(sealFile());
    const office = openSealOffice();
    try {
      const { openssl, root, maker } = office;
      const now = new Date(Math.floor(Date.now() / 1000) * 1000);
      const { info } = readSeal(good);
      const property = { ...info.property, createdAt: now, validFrom: now };
      writeFileSync(sealFile(), await makeSeal({ info: { ...info, property }, maker: openssl.signerOf(maker) }));
      await app.call('trust.add', { certificates: root.certificate });
      await expect(stamp()).resolves.toMatchObject({ report: { verdict: 'indeterminate' } });
      const revokedAt = new Date(now.getTime() - 60_000);
      const sm2 = ['-sigopt', 'distid:1234567812345678'];
      const crl = makeCrl(openssl, {
        issuer: root,
        booked: [{ holder: maker, revokedAt }],
        digest: 'sm3',
        arguments: sm2,
      });
      await app.call('trust.import', { content: crl });
      await expect(stamp({ pins: {} })).rejects.toMatchObject({
        code: 'SEAL_UNUSABLE',
        values: { reason: 'seal-maker/revoked' },
      });
    } finally {
      office.openssl.remove();
      writeFileSync(sealFile(), good);
    }
  });

  it('signs as detached SM2 CMS where no maker has made it, and that verifies too', async () => {
    const seals = await app.call('seals.list', null);
    const binding = seals.find(({ id }) => id === trial.sealId)?.binding;
    const plain = await app.call('seals.create', {
      name: '合同专用章',
      kind: 'contract',
      binding: { tokenId: trial.token.id, certificateFingerprint: binding?.certificateFingerprint ?? '' },
      design: { shape: 'round', ringText: '钤印试用有限公司', bottomText: '合同专用章' },
    });
    const { report } = await stamp({ sealId: plain.id });
    expect(report).toMatchObject({ verdict: 'trial' });
    expect(report.signatures[0]).toMatchObject({ subFilter: 'GM.sm2cms.detached', algorithm: 'SM2-SM3', seal: null });
    await app.call('seals.remove', { id: plain.id });
  });

  it('signs with RSA beside SM2 in one operation, so that pdfsig calls the file valid too', async () => {
    const rsa = await app.call('trial.create', { algorithm: 'rsa' });
    const companion = { tokenId: rsa.token.id, certificateFingerprint: rsa.certificateFingerprint };
    await app.call('seals.setCompanion', { id: trial.sealId, companion });
    const { outputPath, report, historySeqs } = await stamp({
      pins: { [trial.token.id]: trial.pin, [rsa.token.id]: rsa.pin },
    });
    expect(report.verdict).toBe('trial');
    expect(
      report.signatures.map(({ algorithm, widget }) => [algorithm, widget !== null && widget.widthMm > 0]),
    ).toEqual([
      ['SM2-SM3', true],
      ['RSA-PKCS1v15-SHA256', false],
    ]);
    // One use of one seal.
    expect(historySeqs).toHaveLength(1);
    expect(execFileSync('pdfsig', [outputPath], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })).toContain(
      'Signature is Valid',
    );
    await app.call('seals.setCompanion', { id: trial.sealId, companion: null });
  });

  it('travels on the UKey: written there, removed here, found and imported again', async () => {
    const login = { tokenId: trial.token.id, pin: trial.pin };
    await app.call('seals.writeToToken', { id: trial.sealId, ...login });
    await app.call('seals.remove', { id: trial.sealId });
    const found = await app.call('seals.onToken', { tokenId: trial.token.id });
    expect(found).toMatchObject([{ imported: false, facts: { name: '公章（试用）' } }]);
    const imported = await app.call('seals.importFromToken', {
      tokenId: trial.token.id,
      sha256: found[0]?.facts.sha256 ?? '',
    });
    expect(imported).toMatchObject({ name: '公章（试用）', widthMm: 40, artworkKind: 'vector', trial: true });
    expect(imported.binding.certificateFingerprint).toBe(trial.certificateFingerprint);
    await expect(stamp({ sealId: imported.id })).resolves.toMatchObject({ report: { verdict: 'trial' } });
    await app.call('seals.setState', { id: imported.id, state: 'revoked', reason: '停用' });
    await expect(stamp({ sealId: imported.id })).rejects.toMatchObject({ code: 'SEAL_REVOKED' });
    const again = { id: imported.id, state: 'active', reason: '反悔' } as const;
    await expect(app.call('seals.setState', again)).rejects.toMatchObject({ code: 'SEAL_REVOKED' });
  });
});
