import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { AppError, sealDesign, type Trial, type TrialAlgorithm, trial, trialAlgorithm } from '../contract/index.ts';
import { writeFileAtomically } from '../files/index.ts';
import { makeStandardSeal } from '../register/index.ts';
import type { SealLibrary } from '../seal/index.ts';
import type { Trust } from '../settings/index.ts';
import { readSeal } from '../signature/index.ts';
import type { Tokens } from '../token/index.ts';
import { describeCertificate, issueTrialCertificates } from '../x509/index.ts';

/** What making a trial is composed of. */
export interface TrialContext {
  readonly homeFolder: string;
  readonly tokens: Tokens;
  readonly seals: SealLibrary;
  readonly trust: Pick<Trust, 'issuers' | 'makers'>;
}

const organization = '钤印试用有限公司';
const tokenLabels: Record<TrialAlgorithm, string> = { sm2: '钤印试用UKey', rsa: '钤印试用UKey RSA' };
const sealNames: Record<TrialAlgorithm, string> = { sm2: '公章（试用）', rsa: '公章（试用 RSA）' };
const sampleName = '采购合同（试用样本）.pdf';

const storedTrial = trial.omit({ created: true });
const pinDigits = { user: 6, admin: 8 };

const randomPin = (digits: number) => Array.from({ length: digits }, () => randomInt(10)).join('');

/** The sample contract that ships with the program, beside the source file or beside the bundle. */
function sampleSource(): string {
  const candidates = ['./sample-contract.pdf', './assets/sample-contract.pdf'];
  const found = candidates
    .map((name) => fileURLToPath(new URL(name, import.meta.url)))
    .find((path) => existsSync(path));
  if (!found) throw new AppError('INTERNAL', {}, { detail: 'the sample contract is missing' });
  return found;
}

/** A copy of the sample contract in the data folder, to be opened and stamped. @throws AppError OUTPUT_FOLDER_UNWRITABLE, DISK_FULL */
export function placeSample(homeFolder: string): string {
  const target = join(homeFolder, 'sample', sampleName);
  if (existsSync(target)) return target;
  writeFileAtomically(target, readFileSync(sampleSource()));
  return target;
}

const statePath = (homeFolder: string, algorithm: TrialAlgorithm) => join(homeFolder, 'trial', `${algorithm}.json`);

function readState(homeFolder: string, algorithm: TrialAlgorithm): z.infer<typeof storedTrial> | null {
  try {
    return storedTrial.parse(JSON.parse(readFileSync(statePath(homeFolder, algorithm), 'utf8')));
  } catch {
    return null;
  }
}

/** The trial that was made in this data folder, of this algorithm or of any; or null. */
export function readTrial(
  { homeFolder, seals }: Pick<TrialContext, 'homeFolder' | 'seals'>,
  algorithms: readonly TrialAlgorithm[] = trialAlgorithm.options,
): Trial | null {
  for (const algorithm of algorithms) {
    const state = readState(homeFolder, algorithm);
    if (state && seals.list().some(({ id }) => id === state.sealId)) return { ...state, created: false };
  }
  return null;
}

/** All trial UKeys of a data folder have one PIN and one administrator's PIN, which are shown on purpose. */
function trialPins(homeFolder: string): { pin: string; adminPin: string } {
  const known = trialAlgorithm.options.flatMap((algorithm) => readState(homeFolder, algorithm) ?? []);
  return {
    pin: known[0]?.pin ?? randomPin(pinDigits.user),
    adminPin: known.find(({ adminPin }) => adminPin !== '')?.adminPin ?? randomPin(pinDigits.admin),
  };
}

/** Whoever asks for the trial asks for its maker too, also where it was made before makers were trusted apart from signers. */
function trustMakerOf({ seals, trust }: Pick<TrialContext, 'seals' | 'trust'>, sealId: string): void {
  const der = seals.standard(sealId);
  if (!der) return;
  const { makerCertificate } = readSeal(der);
  if (describeCertificate(makerCertificate).trial) trust.makers.add(makerCertificate);
}

/**
 * Makes the trial UKey with its certificate, a seal bound to it, and a sample contract; or shows what is there already. Its PIN is
 * drawn at random and shown on purpose: it protects nothing real. Its CA joins the trusted ones and its seal maker the trusted makers; every report of a
 * seal under them carries the word trial. Throws TRIAL_UNAVAILABLE.
 */
export async function createTrial(context: TrialContext, algorithm: TrialAlgorithm): Promise<Trial> {
  const { homeFolder, tokens, seals, trust } = context;
  const known = readTrial(context, [algorithm]);
  if (known && tokens.tokens().some(({ serial }) => serial === known.token.serial)) {
    trustMakerOf(context, known.sealId);
    return { ...known, sampleDocumentPath: placeSample(homeFolder) };
  }
  const pins = trialPins(homeFolder);
  const issued: Awaited<ReturnType<typeof issueTrialCertificates>>[] = [];
  const made = await tokens.provisionTrialToken({
    algorithm,
    label: tokenLabels[algorithm],
    ...pins,
    // A token whose PIN and seal are no longer known here is of no use to anybody.
    replaceExisting: known === null,
    async issue(publicKeySpki) {
      const certificates = await issueTrialCertificates(publicKeySpki, {
        organization,
        commonName: `${organization}（试用）`,
      });
      issued.push(certificates);
      return certificates.certificate;
    },
  });
  const certificates = issued[0];
  if (!certificates) throw new AppError('TRIAL_UNAVAILABLE', { detail: 'no certificate was issued' });
  const certificate = describeCertificate(certificates.certificate);
  const authority = describeCertificate(certificates.caCertificate);
  trust.issuers.add(certificates.caCertificate);
  trust.makers.add(certificates.sealMaker.certificate);
  const drawn = await seals.create({
    name: sealNames[algorithm],
    kind: 'official',
    trial: true,
    binding: {
      tokenSerial: made.serial,
      tokenLabel: made.label,
      certificateFingerprint: certificate.fingerprint,
      ownerName: certificate.subject.display,
      notAfter: certificate.notAfter,
    },
    design: sealDesign.parse({ ringText: organization, bottomText: '仅供试用', trialMark: true }),
  });
  // Readers of national seals know SM2 only.
  const seal =
    algorithm === 'sm2'
      ? await makeStandardSeal(seals, drawn, {
          maker: certificates.sealMaker,
          certificate: certificates.certificate,
          validUntil: new Date(certificate.notAfter),
        })
      : drawn;
  const state: z.infer<typeof storedTrial> = {
    algorithm,
    token: { id: made.id, serial: made.serial, label: made.label, driverId: made.driverId },
    ...pins,
    sealId: seal.id,
    certificate: `${certificate.pem.trim()}\n${authority.pem.trim()}\n`,
    certificateFingerprint: certificate.fingerprint,
    sampleDocumentPath: placeSample(homeFolder),
  };
  writeFileAtomically(statePath(homeFolder, algorithm), JSON.stringify(state, null, 2));
  return { ...state, created: true };
}
