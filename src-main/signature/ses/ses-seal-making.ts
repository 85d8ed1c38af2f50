import { AppError } from '../../contract/index.ts';
import {
  checkAlgorithm,
  oidOfAlgorithm,
  readCertificate,
  readCertificateOrNone,
  type Signer,
  signOctets,
} from '../../x509/index.ts';

import { fitsTextType } from './ses-deviations.ts';
import { encodeSeal, encodeSealInfo, type SealInfo } from './ses-seal.ts';

/**
 * Makes a seal (制章, GB/T 38540-2020, 6.2): the maker signs SES_SealInfo. Gives DER. `info.version` is 4 or 5; times are cut to whole
 * seconds. Throws AppError INVALID_INPUT for what the structure cannot hold, CERTIFICATE_UNREADABLE, CERTIFICATE_UNUSABLE,
 * SIGNATURE_SELF_CHECK_FAILED, and whatever `sign` throws.
 */
export async function makeSeal({ info, maker }: { info: SealInfo; maker: Signer }): Promise<Uint8Array> {
  const fault = findFault(info);
  if (fault !== undefined) throw new AppError('INVALID_INPUT', { detail: fault });
  const certificate = readCertificate(maker.certificate);
  const infoDer = encodeSealInfo(info);
  return encodeSeal(infoDer, {
    makerCertificate: certificate.der,
    signatureAlgorithm: bareOid(maker),
    signature: await signOctets(maker, certificate, infoDer),
  });
}

/** The signer's algorithm as a seal carries it. Throws AppError CERTIFICATE_UNUSABLE when it cannot. */
export function bareOid({ certificate, algorithm }: Pick<Signer, 'certificate' | 'algorithm'>): string {
  checkAlgorithm(readCertificate(certificate), algorithm);
  const bare = oidOfAlgorithm(algorithm);
  if (bare !== undefined) return bare;
  throw new AppError('CERTIFICATE_UNUSABLE', { reason: 'algorithm-unsupported' }, { detail: algorithm.scheme });
}

function findFault({ version, vendorId, sealId, property, picture }: SealInfo): string | undefined {
  const { certificates, createdAt, validFrom, validUntil } = property;
  const times = [createdAt, validFrom, validUntil];
  const numbers = [property.type, picture.widthMm, picture.heightMm];
  if (version !== 4 && version !== 5) return `a seal of version ${version}`;
  if (![vendorId, sealId, picture.type].every((text) => text !== '' && fitsTextType(text, 'ia5String'))) {
    return 'a seal number, vendor or picture type that is not ASCII';
  }
  if (property.name === '' || !fitsTextType(property.name, 'utf8String')) return 'a seal without a name';
  if (!times.every((time) => time.getUTCFullYear() >= 1 && time.getUTCFullYear() <= 9999)) return 'a time out of range';
  if (validFrom >= validUntil) return 'a seal that ends before it begins';
  if (!numbers.every((number) => Number.isInteger(number) && number > 0 && number <= 0xffff)) {
    return 'a type or size that is no positive whole number';
  }
  if (picture.data.length === 0) return 'a seal without a picture';
  if (certificates.kind === 'certificates') {
    const areReadable = certificates.certificates.every((der) => readCertificateOrNone(der) !== undefined);
    return certificates.certificates.length > 0 && areReadable ? undefined : 'a list without readable certificates';
  }
  const areNamed = certificates.digests.every(({ algorithm }) => fitsTextType(algorithm, 'printableString'));
  return certificates.digests.length > 0 && areNamed ? undefined : 'a list without certificate digests';
}
