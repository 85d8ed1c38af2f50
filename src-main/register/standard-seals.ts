import { createHash, randomBytes } from 'node:crypto';
import {
  AppError,
  findingTable,
  type Handlers,
  type ParsedInput,
  registerStateOf,
  type Seal,
  type SealKind,
  type SealVerificationReport,
  type Token,
} from '../contract/index.ts';
import { pictureOfArtwork, type SealLibrary } from '../seal/index.ts';
import {
  describeStandardSeal,
  isListed,
  listCertificates,
  makeSeal,
  readSeal,
  type SealVerification,
} from '../signature/index.ts';
import {
  chooseTokenAlgorithm,
  type DataObject,
  missingToken,
  requirePresent,
  requireUsable,
  type Tokens,
} from '../token/index.ts';
import { describeCertificate, type Signer } from '../x509/index.ts';
import { bindingOf } from './bound-certificate.ts';
import { mediaOfPicture } from './media.ts';
import { assertNameMayBeMade, namingOfStandard } from './seal-naming.ts';

type StandardHandlers = Pick<
  Handlers,
  | 'seals.make'
  | 'seals.importStandard'
  | 'seals.exportStandard'
  | 'seals.verify'
  | 'seals.onToken'
  | 'seals.importFromToken'
  | 'seals.writeToToken'
>;

export interface StandardSealContext {
  readonly seals: SealLibrary;
  readonly tokens: Pick<
    Tokens,
    'needed' | 'drivers' | 'tokens' | 'certificates' | 'openSigner' | 'readDataObjects' | 'writeDataObject'
  >;
  /**
   * Verifies a seal (SESeal, DER) by whom the person trusts, and by these sources beside. Handed in: use cases do not
   * import one another.
   */
  verifySeal(seal: Uint8Array, also: TrustedToo): Promise<SealVerification>;
  /** Adds a certificate (DER) to the trusted makers. */
  trustMaker(certificate: Uint8Array): void;
}

type TrustedToo = Pick<ParsedInput<'seals.verify'>, 'trust' | 'trustMakers'>;

const nobodyElse: TrustedToo = { trust: [], trustMakers: [] };

/** Header of the seals that are made here: GB/T 38540-2020, and our name as the maker of the software. */
const sealVersion = 4;
const vendorId = 'QIANYIN';
/** SES_SealInfo.property.type (GB/T 38540-2020, 6.1.3): a unit's seal, a person's. */
const sealTypes = { unit: 1, person: 2 } as const;
const randomNumberDigits = 14;

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A number as registered seals have it: decimal digits. */
const randomSealNumber = () => Array.from(randomBytes(randomNumberDigits), (byte) => String(byte % 10)).join('');

/** What the name of a seal says of its kind. */
const kindsByWord: readonly [RegExp, SealKind][] = [
  [/合同/, 'contract'],
  [/财务/, 'finance'],
  [/发票/, 'invoice'],
  [/法定代表人|法人|名章/, 'legal-representative'],
  [/审验|审核/, 'review'],
];

function kindOf(name: string, type: number): SealKind {
  const named = kindsByWord.find(([word]) => word.test(name));
  if (named) return named[1];
  return type === sealTypes.person ? 'legal-representative' : 'official';
}

/**
 * Has a maker make a seal of GB/T 38540 out of a seal of the library, for the certificate (DER) that it is bound to.
 */
export async function makeStandardSeal(
  seals: SealLibrary,
  seal: Seal,
  {
    maker,
    certificate,
    sealNumber,
    validUntil,
  }: {
    maker: Signer;
    certificate: Uint8Array;
    sealNumber?: string;
    validUntil: Date;
  },
): Promise<Seal> {
  const now = new Date(Math.floor(Date.now() / 1000) * 1000);
  const der = await makeSeal({
    maker,
    info: {
      version: sealVersion,
      vendorId,
      sealId: sealNumber || randomSealNumber(),
      property: {
        type: seal.kind === 'legal-representative' ? sealTypes.person : sealTypes.unit,
        name: seal.name,
        certificates: listCertificates([certificate]),
        createdAt: now,
        validFrom: now,
        validUntil,
      },
      picture: pictureOfArtwork(seals.artwork(seal.id)),
    },
  });
  return seals.setStandard(seal.id, { der, facts: describeStandardSeal(readSeal(der)) });
}

function reportOf(
  { findings, intact, valid, seal, makerChain }: SealVerification,
  options: { picture: boolean },
): SealVerificationReport {
  const [maker] = makerChain;
  return {
    facts: seal ? describeStandardSeal(seal) : null,
    intact,
    valid,
    findings,
    makerCertificate: maker ? describeCertificate(maker) : null,
    ...(options.picture ? { picture: seal && mediaOfPicture(seal.info.picture) } : {}),
  };
}

/** The data objects that are seals; whatever else a token keeps is passed over. */
function sealsAmong(objects: readonly DataObject[]): { label: string; der: Uint8Array }[] {
  return objects.flatMap(({ label, value }) => {
    try {
      return [{ label, der: readSeal(value).der }];
    } catch {
      return [];
    }
  });
}

/** The contract's methods for seals of GB/T 38540: making, reading, keeping and verifying them. */
export function createStandardSealHandlers(context: StandardSealContext): StandardHandlers {
  const { seals, tokens, verifySeal, trustMaker } = context;
  const known = (digest: string) => seals.list().find(({ standard }) => standard?.sha256 === digest);

  /** A plugged-in certificate that may use the seal: usable ones first. */
  function findHolder(der: Uint8Array, plugged: readonly Token[]) {
    const { certificates } = readSeal(der).info.property;
    const holders = plugged.flatMap((token) => {
      const ders = tokens.certificates(token.id);
      const mayUse = (holder: Uint8Array | undefined) => holder !== undefined && isListed(certificates, holder);
      return token.certificates
        .filter(({ fingerprint }) => mayUse(ders.get(fingerprint)))
        .map((certificate) => ({ token, certificate }));
    });
    return holders.find(({ certificate }) => certificate.problem === null) ?? holders[0];
  }

  async function importSeal(der: Uint8Array, name: string | undefined, plugged: readonly Token[]): Promise<Seal> {
    const parsed = readSeal(der);
    const digest = sha256(parsed.der);
    const gone = seals.removed().find(({ seal }) => seal.standard?.sha256 === digest);
    // What was revoked here stays so, though it was removed since.
    if (gone && registerStateOf(gone.seal) === 'revoked') throw new AppError('SEAL_REVOKED', { seal: gone.seal.name });
    const present = known(digest);
    if (present) throw new AppError('SEAL_PRESENT', { seal: present.name });
    const verified = await verifySeal(parsed.der, nobodyElse);
    // One that is merely over may be kept.
    const broken = verified.findings.find(
      ({ state, code }) => state === 'failed' && findingTable[code].identity.failed !== 'expired',
    );
    if (!verified.intact) throw new AppError('SEAL_UNUSABLE', { reason: broken?.reason ?? 'seal/not-intact' });
    const holder = findHolder(parsed.der, plugged);
    // Without its certificate at hand nobody could say whose the seal is.
    if (!holder) throw new AppError('SEAL_UNUSABLE', { reason: 'seal/no-holder' });
    const { property, picture } = parsed.info;
    return seals.importStandard({
      name: name || property.name,
      kind: kindOf(property.name, property.type),
      trial: holder.token.trial || holder.certificate.trial,
      binding: bindingOf(holder),
      naming: namingOfStandard(property.name, holder.certificate.subject),
      standard: { der: parsed.der, facts: describeStandardSeal(parsed) },
      picture,
    });
  }

  function requireToken(tokenId: string): Token {
    const token = tokens.tokens().find(({ id }) => id === tokenId);
    if (!token) throw missingToken(tokenId, tokens.drivers());
    return token;
  }

  function requireStandard(id: string): { seal: Seal; der: Uint8Array } {
    const seal = seals.get(id);
    const der = seals.standard(id);
    if (!der) throw new AppError('SEAL_NOT_STANDARD', { seal: seal.name });
    return { seal, der };
  }

  return {
    async 'seals.make'({
      id,
      maker,
      pin,
      signaturePin,
      finalTryConfirmed,
      trustMaker: isTrusted,
      sealNumber,
      validUntil,
    }) {
      await tokens.needed();
      const seal = seals.get(id);
      const state = registerStateOf(seal);
      if (state === 'revoked') throw new AppError('SEAL_REVOKED', { seal: seal.name });
      const plugged = tokens.tokens();
      const holder = requirePresent(plugged, seal.binding, tokens.drivers());
      const holderDer = tokens.certificates(holder.token.id).get(holder.certificate.fingerprint);
      if (!holderDer) throw new AppError('CERTIFICATE_UNREADABLE');
      assertNameMayBeMade(seal, holder.certificate.subject);
      const { token, certificate } = requireUsable(plugged, maker, tokens.drivers());
      const signer = await tokens.openSigner({
        tokenId: token.id,
        certificateFingerprint: certificate.fingerprint,
        pin: pin ?? null,
        signaturePin: signaturePin ?? null,
        finalTryConfirmed,
      });
      try {
        const algorithm = chooseTokenAlgorithm(signer.certificate, token.mechanisms);
        const made = await makeStandardSeal(seals, seal, {
          maker: {
            certificate: signer.certificate,
            algorithm,
            sign: (digest, message) => signer.sign(algorithm, { digest, message }),
          },
          certificate: holderDer,
          sealNumber,
          validUntil: new Date(validUntil ?? seal.binding.notAfter),
        });
        if (isTrusted) trustMaker(signer.certificate);
        return made;
      } finally {
        await signer.close();
      }
    },

    async 'seals.importStandard'({ content, name }) {
      await tokens.needed();
      return importSeal(content, name, tokens.tokens());
    },
    async 'seals.exportStandard'({ id }) {
      const { seal, der } = requireStandard(id);
      return { fileName: `${seal.name}.esl`, content: der };
    },
    async 'seals.verify'(request) {
      const der = 'id' in request ? requireStandard(request.id).der : request.content;
      return reportOf(await verifySeal(der, request), request);
    },

    async 'seals.onToken'({ tokenId, pin, picture }) {
      await tokens.needed();
      const token = requireToken(tokenId);
      const found = sealsAmong(await tokens.readDataObjects({ tokenId, pin: pin ?? null }));
      return found.map(({ label, der }) => {
        const seal = readSeal(der);
        return {
          tokenId,
          label,
          facts: describeStandardSeal(seal),
          certificateFingerprint: findHolder(der, [token])?.certificate.fingerprint ?? null,
          imported: known(sha256(der)) !== undefined,
          ...(picture ? { picture: mediaOfPicture(seal.info.picture) } : {}),
        };
      });
    },
    async 'seals.importFromToken'({ tokenId, sha256: digest, pin }) {
      await tokens.needed();
      const token = requireToken(tokenId);
      const found = sealsAmong(await tokens.readDataObjects({ tokenId, pin: pin ?? null }));
      const wanted = found.find(({ der }) => sha256(der) === digest);
      if (!wanted) throw new AppError('SEAL_NOT_FOUND', { seal: digest });
      return importSeal(wanted.der, undefined, [token]);
    },
    async 'seals.writeToToken'({ id, tokenId, pin, finalTryConfirmed }) {
      await tokens.needed();
      const { der } = requireStandard(id);
      requireToken(tokenId);
      const label = `seal-${readSeal(der).info.sealId}`.slice(0, 32);
      await tokens.writeDataObject({ tokenId, pin: pin ?? null, finalTryConfirmed, label, value: der });
      return null;
    },
  };
}
