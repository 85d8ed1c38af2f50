/** A number from its big-endian bytes. */
export function numberOf(bigEndian: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bigEndian).toString('hex') || '0'}`);
}

/** A number from its little-endian bytes. */
export function littleEndian(bytes: Uint8Array): bigint {
  return numberOf(bytes.toReversed());
}
