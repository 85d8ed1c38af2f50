import { z } from 'zod';
import { instant } from '../bytes.ts';
import { pageSize } from '../documents.ts';
import { sealKind } from '../seals.ts';
import { placing } from './placing.ts';
import { templateName } from './template-name.ts';

/** A seal as a template remembers it: its name and kind find it again on another computer. */
export const templateSeal = z.object({
  id: z.string().min(1).max(100),
  name: z.string().min(1).max(100),
  kind: sealKind,
});
export type TemplateSeal = z.infer<typeof templateSeal>;

/** 模板: where seals go on a kind of document, and by what such a document is known. */
export const template = z.object({
  name: templateName,
  placements: z
    .array(z.object({ seal: templateSeal, placing }))
    .min(1)
    .max(50),
  firstPage: pageSize.nullable().describe('of the document that it was made from; null: of none'),
  pageCount: z.number().int().min(1).nullable(),
  words: z.array(z.string().min(1).max(40)).max(60).describe('what stands on the first page of such documents'),
  savedAt: instant,
});
export type Template = z.infer<typeof template>;

export const listedTemplate = template.extend({
  missingSeals: z
    .array(templateSeal)
    .describe('seals that are not in the library: it cannot be used until others are chosen'),
});
export type ListedTemplate = z.infer<typeof listedTemplate>;

/** A template that looks like it was made for a document. */
export const matchedTemplate = z.object({ name: templateName, likeness: z.number().min(0).max(1) });
export type MatchedTemplate = z.infer<typeof matchedTemplate>;

export const importedTemplate = z.object({
  template: listedTemplate.nullable().describe('null: nothing was kept, since seals have to be chosen first'),
  missing: z.array(templateSeal).describe('seals for which another has to be chosen'),
  replaced: z
    .array(z.object({ from: templateSeal, to: templateSeal }))
    .describe('seals in whose place another one goes'),
});
