/**
 * Room for a timestamp token. Tokens are two to seven kilobytes with the authority's chain in RSA-4096; what is left over stays zero, as
 * ISO 32000-2, 12.8.1 provides for.
 */
export const timestampTokenBytes = 16 * 1024;
