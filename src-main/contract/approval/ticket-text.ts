import { z } from 'zod';

/** An approval ticket (审批单) as it is handed over: a JWS in compact form (RFC 7515, 7.1). */
export const ticketText = z.string().trim().min(1).max(65_536);
