/** JSON with bytes in it: a Uint8Array travels as `{ "$bytes": "<base64>" }`, so that doors over HTTP carry what IPC carries. */
const marker = '$bytes';

function toBase64(value: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < value.length; start += 0x8000) {
    binary += String.fromCharCode(...value.subarray(start, start + 0x8000));
  }
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** A value of the contract as JSON text. */
export function encodeWire(value: unknown): string {
  return JSON.stringify(value ?? null, function (this: Record<string, unknown>, key, part: unknown) {
    // Node's Buffer has a `toJSON` of its own, which has been at `part` already.
    const original = this[key];
    return original instanceof Uint8Array ? { [marker]: toBase64(original) } : part;
  });
}

/** The value that `encodeWire` wrote. Throws SyntaxError on anything that is not JSON. */
export function decodeWire(text: string): unknown {
  return JSON.parse(text, (_, part: unknown) => {
    if (typeof part === 'object' && part !== null && marker in part && typeof part[marker] === 'string') {
      return fromBase64(part[marker]);
    }
    return part;
  });
}

const partMarker = '$part';
const lengthBytes = 4;

/**
 * A value of the contract with its bytes behind the JSON instead of in it: a PIN is in no text then, which nobody can
 * wipe. The length of the JSON in four bytes (little-endian), the JSON in UTF-8, the bytes one after the other.
 */
export function encodeParts(value: unknown): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  let end = 0;
  const json = JSON.stringify(value ?? null, (_, part: unknown) => {
    if (!(part instanceof Uint8Array)) return part;
    parts.push(part);
    end += part.length;
    return { [partMarker]: [end - part.length, end] };
  });
  const head = new TextEncoder().encode(json);
  const whole = new Uint8Array(lengthBytes + head.length + end);
  new DataView(whole.buffer).setUint32(0, head.length, true);
  whole.set(head, lengthBytes);
  let offset = lengthBytes + head.length;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** The value that `encodeParts` wrote, its bytes copied. Throws SyntaxError on anything else. */
export function decodeParts(whole: Uint8Array): unknown {
  if (whole.length < lengthBytes) throw new SyntaxError('no length');
  const headLength = new DataView(whole.buffer, whole.byteOffset, whole.length).getUint32(0, true);
  const behind = lengthBytes + headLength;
  if (behind > whole.length) throw new SyntaxError('the JSON goes on behind the end');
  return JSON.parse(new TextDecoder().decode(whole.subarray(lengthBytes, behind)), (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, partMarker)) return part;
    const place: unknown = (part as Record<string, unknown>)[partMarker];
    const [start, end] = Array.isArray(place) ? (place as unknown[]) : [];
    const fits = Number.isInteger(start) && Number.isInteger(end) && Number(start) >= 0 && Number(start) <= Number(end);
    if (!fits || behind + Number(end) > whole.length) throw new SyntaxError('a part behind the end');
    // A copy: `slice` of a Buffer is none.
    return Uint8Array.from(whole.subarray(behind + Number(start), behind + Number(end)));
  });
}
