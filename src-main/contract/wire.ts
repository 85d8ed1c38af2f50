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
