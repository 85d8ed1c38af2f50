import { createHash } from 'node:crypto';
import type { SealFacts } from '../../contract/index.ts';
import { describeCertificate } from '../../x509/index.ts';

import type { Seal } from './ses-seal.ts';

function makerName(certificate: Uint8Array): string {
  try {
    return describeCertificate(certificate).subject.display;
  } catch {
    return '';
  }
}

const instantOf = (date: Date) => (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString();

/** A seal of GB/T 38540 or GM/T 0031 as people see it. Says nothing about whether it holds. */
export function describeStandardSeal({ der, info, makerCertificate }: Seal): SealFacts {
  const { property, picture } = info;
  return {
    sealNumber: info.sealId,
    version: info.version,
    name: property.name,
    type: property.type,
    makerName: makerName(makerCertificate),
    createdAt: instantOf(property.createdAt),
    validFrom: instantOf(property.validFrom),
    validUntil: instantOf(property.validUntil),
    pictureType: picture.type,
    widthMm: picture.widthMm,
    heightMm: picture.heightMm,
    sha256: createHash('sha256').update(der).digest('hex'),
  };
}
