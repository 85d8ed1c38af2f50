/** Approval tickets as an office's own system makes them: JSON, and OpenSSL from the shell. Nothing of the product has a part in it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type TicketAlgorithm = 'ES256' | 'RS256' | 'PS256';

export interface TicketIssuer {
  readonly certificate: Buffer;
  /** The JWS, in compact form, of these claims. */
  sign(claims: unknown, header?: Record<string, unknown>): string;
  /** Another certificate for the same key. */
  renewed(): Buffer;
}

const base64url = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64url');

/** ECDSA as JOSE has it: r and s, 32 bytes each (RFC 7518, 3.4). */
function fixedWidth(der: Buffer): Buffer {
  const rLength = der[3] ?? 0;
  const part = (start: number, length: number) => {
    const integer = der.subarray(start, start + length);
    const plain = integer.subarray(Math.max(0, integer.length - 32));
    return Buffer.concat([Buffer.alloc(32 - plain.length), plain]);
  };
  const s = 4 + rLength;
  return Buffer.concat([part(4, rLength), part(s + 2, der[s + 1] ?? 0)]);
}

export function makeTicketIssuer(folder: string, algorithm: TicketAlgorithm, days = '30'): TicketIssuer {
  mkdirSync(folder, { recursive: true });
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const key = algorithm === 'ES256' ? ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'] : ['rsa:2048'];
  openssl(
    ...['req', '-x509', '-newkey', ...key, '-nodes', '-keyout', at('key.pem'), '-out', at('cert.pem')],
    ...['-subj', '/CN=OA', '-days', days],
  );
  return {
    certificate: readFileSync(at('cert.pem')),
    renewed() {
      openssl('req', '-x509', '-key', at('key.pem'), '-out', at('renewed.pem'), '-subj', '/CN=OA', '-days', days);
      return readFileSync(at('renewed.pem'));
    },
    sign(claims, header = {}) {
      const protectedHeader = { alg: algorithm, typ: 'approval+jwt', ...header };
      const signed = `${base64url(JSON.stringify(protectedHeader))}.${base64url(JSON.stringify(claims))}`;
      writeFileSync(at('signed'), signed);
      const pss = ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'];
      const options = algorithm === 'PS256' ? pss : [];
      const made = openssl('dgst', '-sha256', ...options, '-sign', at('key.pem'), at('signed'));
      return `${signed}.${base64url(algorithm === 'ES256' ? fixedWidth(made) : made)}`;
    },
  };
}
