import { resolve } from 'node:path';
import {
  AppError,
  type HandlersOf,
  type ListedTemplate,
  type ParsedInput,
  type Seal,
  type Template,
} from '../contract/index.ts';
import { type FileSource, inDocumentThread, openFileSource } from '../pdf/index.ts';
import { isOfPrint } from '../placing/index.ts';
import { readTemplate, rebind, rememberedSeal, sealsOf, writeTemplate } from './exchange.ts';
import { characteristicWords, type DocumentFeatures, matchTemplates } from './likeness.ts';
import type { TemplateStore } from './store.ts';

/** What templates need of the other rooms. */
export interface TemplateContext {
  readonly templates: TemplateStore;
  readonly seals: { list(): Seal[]; get(id: string): Seal };
  /** The document that a request names, as it was opened. @throws AppError INVALID_INPUT */
  held(documentId: string, path: string): { assertIs(file: FileSource): Promise<void> };
}

/** What of a name may stand in that of a file. */
const fileNameOf = (name: string) => `${name.replaceAll(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, '_').slice(0, 60)}.json`;

/** The contract's `templates.*` methods. */
export function createTemplateHandlers({ templates, seals, held }: TemplateContext): HandlersOf<'templates'> {
  function listed(one: Template): ListedTemplate {
    const known = new Set(seals.list().map(({ id }) => id));
    return { ...one, missingSeals: sealsOf(one).filter(({ id }) => !known.has(id)) };
  }

  /** Read in the thread with limits; a page of which the text cannot be read, or is more than people print, has none. */
  async function featuresOf({
    path: given,
    documentId,
    password,
  }: ParsedInput<'templates.match'>): Promise<DocumentFeatures> {
    const path = resolve(given);
    const source = openFileSource(path);
    try {
      if (documentId !== undefined) await held(documentId, path).assertIs(source);
      const document = { source, password };
      const { pageCount, firstPage } = await inDocumentThread('describe', document, {});
      const [runs = []] = await inDocumentThread('pageTexts', document, { pages: [1] }).catch((thrown: unknown) => {
        if (AppError.from(thrown).code === 'PDF_LIMIT') return [];
        throw thrown;
      });
      return { pageCount, firstPage, runs: isOfPrint(runs) ? runs : [] };
    } finally {
      source.close();
    }
  }

  return {
    async 'templates.list'() {
      return templates.list().map(listed);
    },
    async 'templates.save'({ name, placements, document, overwrite }) {
      const features = document && (await featuresOf(document));
      const made: Template = {
        name,
        placements: placements.map(({ sealId, placing }) => ({ seal: rememberedSeal(seals.get(sealId)), placing })),
        firstPage: features?.firstPage ?? null,
        pageCount: features?.pageCount ?? null,
        words: features ? characteristicWords(features.runs) : [],
        savedAt: new Date().toISOString(),
      };
      templates.put(made, overwrite);
      return listed(made);
    },
    async 'templates.remove'({ name }) {
      templates.remove(name);
      return null;
    },
    async 'templates.export'({ name }) {
      return { fileName: fileNameOf(name), content: writeTemplate(templates.get(name)) };
    },
    async 'templates.import'({ content, seals: chosen, overwrite }) {
      const { template: read, missing, replaced } = rebind(readTemplate(content), seals.list(), chosen);
      if (missing.length > 0) return { template: null, missing, replaced };
      // What a ticket means by a name is what was here when it was issued, whatever the file says.
      const template = { ...read, savedAt: new Date().toISOString() };
      templates.put(template, overwrite);
      return { template: listed(template), missing, replaced };
    },
    async 'templates.match'(document) {
      const all = templates.list();
      return all.length === 0 ? [] : matchTemplates(all, await featuresOf(document));
    },
  };
}
