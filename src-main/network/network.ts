import { AppError } from '../contract/index.ts';
import { parseWebAddress, requestBytes } from './http-request.ts';

/** The only way out: everything the program asks of the network goes through here, and only when the person allows it. */
export interface Network {
  /** Asks a timestamp authority: TimeStampReq in, TimeStampResp out, DER (RFC 3161, 3.4). */
  requestTimestamp(url: string, request: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
  /** Asks an OCSP responder: OCSPRequest in, OCSPResponse out, DER (RFC 6960, appendix A). */
  requestOcsp(url: string, request: Uint8Array, signal?: AbortSignal): Promise<Uint8Array>;
  /** Fetches a CRL, DER or PEM as it comes (RFC 5280, 4.2.1.13). */
  fetchCrl(url: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** Fetches issuers' certificates: DER, PEM or PKCS #7 as they come (RFC 5280, 4.2.2.1). */
  fetchCertificates(url: string, signal?: AbortSignal): Promise<Uint8Array>;
}

const usualTimeoutMs = 10_000;
const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/**
 * Opens the way out. `isAllowed` is asked before each request; when it says no, nothing is sent and AppError NETWORK_OFF is thrown.
 * Otherwise each method throws what `requestBytes` throws, and INVALID_INPUT when the address is none. What comes back is
 * unverified.
 */
export function openNetwork(options: { isAllowed: () => boolean; timeoutMs?: number }): Network {
  const { isAllowed, timeoutMs = usualTimeoutMs } = options;

  const ask = async (
    url: string,
    request: Omit<Parameters<typeof requestBytes>[0], 'url' | 'timeoutMs'>,
  ): Promise<Uint8Array> => {
    const { host } = parseWebAddress(url);
    if (!isAllowed()) throw new AppError('NETWORK_OFF', { host });
    return requestBytes({ ...request, url, timeoutMs });
  };

  return {
    requestTimestamp: (url, bytes, signal) =>
      ask(url, {
        body: { contentType: 'application/timestamp-query', bytes },
        accept: 'application/timestamp-reply',
        maxBytes: 256 * kibibyte,
        signal,
      }),
    requestOcsp: (url, bytes, signal) =>
      ask(url, {
        body: { contentType: 'application/ocsp-request', bytes },
        accept: 'application/ocsp-response',
        maxBytes: 256 * kibibyte,
        signal,
      }),
    // The largest lists of large authorities are some ten megabytes.
    fetchCrl: (url, signal) => ask(url, { accept: 'application/pkix-crl, */*', maxBytes: 64 * mebibyte, signal }),
    fetchCertificates: (url, signal) =>
      ask(url, { accept: 'application/pkix-cert, application/pkcs7-mime, */*', maxBytes: mebibyte, signal }),
  };
}
