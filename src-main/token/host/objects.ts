/** Reads the objects of a token that certificates and signing need. */
import { type Cryptoki, ck, findObjects, type Handle, readAttribute, unpad } from './cryptoki.ts';
import type { TokenFacts } from './messages.ts';

/** CKA_EC_POINT is a DER OCTET STRING (PKCS#11 v2.40, 2.3.3); some drivers give the bare point. */
function unwrapPoint(value: Buffer): Buffer {
  const headerLength = value[1] === 0x81 ? 3 : 2;
  const length = headerLength === 3 ? value[2] : value[1];
  return value[0] === 0x04 && length === value.length - headerLength ? value.subarray(headerLength) : value;
}

/** A key object's public value, comparable with the one of a certificate; null when the token does not reveal it. */
export function readPublicValue(cryptoki: Cryptoki, session: Handle, object: Handle): string | null {
  const modulus = readAttribute(cryptoki, session, object, ck.CKA_MODULUS);
  if (modulus && modulus.length > 0) return `rsa:${modulus.toString('hex').replace(/^(00)+/, '')}`;
  const point = readAttribute(cryptoki, session, object, ck.CKA_EC_POINT);
  return point && point.length > 0 ? `ec:${unwrapPoint(point).toString('hex')}` : null;
}

export function readKeyId(cryptoki: Cryptoki, session: Handle, object: Handle): string {
  return readAttribute(cryptoki, session, object, ck.CKA_ID)?.toString('hex') ?? '';
}

/** A CK_BBOOL attribute; `fallback` when the object lacks it. */
export function readFlag(c: Cryptoki, session: Handle, object: Handle, type: number, fallback: boolean): boolean {
  const value = readAttribute(c, session, object, type);
  return value && value.length > 0 ? value[0] !== 0 : fallback;
}

/** The objects of a class; none when the token does not want to list them. */
function listObjects(cryptoki: Cryptoki, session: Handle, objectClass: number): Handle[] {
  try {
    return findObjects(cryptoki, session, [{ type: ck.CKA_CLASS, value: objectClass }]);
  } catch {
    return [];
  }
}

/** A driver may list objects in another order each time: ours is stable, so that only real changes show as changes. */
function inStableOrder<Value>(values: Value[], key: (value: Value) => string): Value[] {
  return values.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The X.509 certificates of a token. */
export function readCertificates(cryptoki: Cryptoki, session: Handle): TokenFacts['certificates'] {
  const certificates = listObjects(cryptoki, session, ck.CKO_CERTIFICATE).flatMap((object) => {
    const kind = readAttribute(cryptoki, session, object, ck.CKA_CERTIFICATE_TYPE);
    if (kind?.some((byte) => byte !== ck.CKC_X_509)) return [];
    const value = new Uint8Array(readAttribute(cryptoki, session, object, ck.CKA_VALUE) ?? []);
    const label = readAttribute(cryptoki, session, object, ck.CKA_LABEL);
    return [{ value, id: readKeyId(cryptoki, session, object), label: unpad(label?.toString('utf8') ?? '') }];
  });
  return inStableOrder(certificates, ({ id, value }) => `${id} ${Buffer.from(value).toString('hex')}`);
}

export function readPublicKeys(cryptoki: Cryptoki, session: Handle): TokenFacts['publicKeys'] {
  const keys = listObjects(cryptoki, session, ck.CKO_PUBLIC_KEY).map((object) => ({
    id: readKeyId(cryptoki, session, object),
    publicValue: readPublicValue(cryptoki, session, object),
  }));
  return inStableOrder(keys, ({ id, publicValue }) => `${id} ${publicValue}`);
}

/** The private keys that the token shows at this moment: before login often none. */
export function readPrivateKeys(cryptoki: Cryptoki, session: Handle): NonNullable<TokenFacts['privateKeys']> {
  const keys = listObjects(cryptoki, session, ck.CKO_PRIVATE_KEY).map((object) => ({
    id: readKeyId(cryptoki, session, object),
    publicValue: readPublicValue(cryptoki, session, object),
    canSign: readFlag(cryptoki, session, object, ck.CKA_SIGN, true),
  }));
  return inStableOrder(keys, ({ id, publicValue }) => `${id} ${publicValue}`);
}
