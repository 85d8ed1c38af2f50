/** DER written out here, so that what the program reads does not come from its own writer. */
function element(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const digits = content.length.toString(16);
  const length = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  const head = content.length < 0x80 ? [tag, content.length] : [tag, 0x80 | length.length, ...length];
  return Buffer.concat([Buffer.from(head), content]);
}

export const sequence = (...parts: Uint8Array[]): Buffer => element(0x30, ...parts);
const bitString = (bytes: Uint8Array): Buffer => element(3, Buffer.from([0]), bytes);

/** A number that is not negative, from big-endian bytes that may begin with zeros. */
export function integer(bytes: Uint8Array): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const shortest = start < 0 ? Buffer.from([0]) : bytes.subarray(start);
  return element(2, (shortest[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), shortest]) : shortest);
}

const identifiers = {
  rsaEncryption: '06092a864886f70d010101',
  ecPublicKey: '06072a8648ce3d0201',
  'P-224': '06052b81040021',
  'P-256': '06082a8648ce3d030107',
  'P-384': '06052b81040022',
  'P-521': '06052b81040023',
  'K-256': '06052b8104000a',
  ed25519: '06032b6570',
  ed448: '06032b6571',
} as const;
const identifier = (name: keyof typeof identifiers) => Buffer.from(identifiers[name], 'hex');

export type Curve = 'P-224' | 'P-256' | 'P-384' | 'P-521' | 'K-256';
const coordinateBytes: Record<Curve, number> = { 'P-224': 28, 'P-256': 32, 'P-384': 48, 'P-521': 66, 'K-256': 32 };

/** SubjectPublicKeyInfo (RFC 5480, 2) of a point that is not compressed. */
export function curveKey(curve: Curve, x: Uint8Array, y: Uint8Array): Buffer {
  const padded = (bytes: Uint8Array) => {
    const room = Buffer.alloc(coordinateBytes[curve]);
    room.set(bytes, room.length - bytes.length);
    return room;
  };
  const point = Buffer.concat([Buffer.from([4]), padded(x), padded(y)]);
  return sequence(sequence(identifier('ecPublicKey'), identifier(curve)), bitString(point));
}

/** SubjectPublicKeyInfo (RFC 8017, A.1.1) of a modulus and an exponent. */
export const rsaKey = (modulus: Uint8Array, exponent: Uint8Array): Buffer =>
  sequence(sequence(identifier('rsaEncryption'), element(5)), bitString(sequence(integer(modulus), integer(exponent))));

/** SubjectPublicKeyInfo (RFC 8410, 4). */
export const edwardsKey = (curve: 'ed25519' | 'ed448', point: Uint8Array): Buffer =>
  sequence(sequence(identifier(curve)), bitString(point));
