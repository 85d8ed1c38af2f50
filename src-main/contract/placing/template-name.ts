import { z } from 'zod';

/** What a template is called, and found by. */
export const templateName = z.string().trim().min(1).max(100);
