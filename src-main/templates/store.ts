import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AppError, type Template, template } from '../contract/index.ts';
import { describeWriteFailure, writeFileAtomically } from '../files/index.ts';

/** The templates of this computer, in the order of their names. */
export interface TemplateStore {
  /** @throws AppError TEMPLATES_DAMAGED */
  list(): Template[];
  /** @throws AppError TEMPLATE_NOT_FOUND, TEMPLATES_DAMAGED */
  get(name: string): Template;
  /** @throws AppError TEMPLATE_EXISTS, TOO_MANY_TEMPLATES, TEMPLATES_DAMAGED, DISK_FULL, OUTPUT_FOLDER_UNWRITABLE */
  put(added: Template, overwrite: boolean): void;
  /** @throws AppError TEMPLATE_NOT_FOUND, TEMPLATES_DAMAGED, DISK_FULL, OUTPUT_FOLDER_UNWRITABLE */
  remove(name: string): void;
}

const mostTemplates = 200;
const mostBytes = 8 << 20;
const stored = z.object({ version: z.literal(1), templates: z.array(template).max(mostTemplates) });

/** Templates in a JSON file that only its owner may read. One that is damaged is not written over. */
export function openTemplates(path: string): TemplateStore {
  function list(): Template[] {
    if (!existsSync(path)) return [];
    try {
      if (statSync(path).size > mostBytes) throw new Error('too large');
      return stored.parse(JSON.parse(readFileSync(path, 'utf8'))).templates;
    } catch (cause) {
      throw new AppError('TEMPLATES_DAMAGED', { path }, { cause });
    }
  }

  function write(templates: readonly Template[]): void {
    const sorted = templates.toSorted((one, other) => one.name.localeCompare(other.name, 'zh-CN'));
    try {
      writeFileAtomically(path, JSON.stringify({ version: 1, templates: sorted }, null, 2));
    } catch (cause) {
      throw describeWriteFailure(cause, dirname(path));
    }
  }

  const store: TemplateStore = {
    list,
    get(name) {
      const found = list().find((one) => one.name === name);
      if (!found) throw new AppError('TEMPLATE_NOT_FOUND', { name });
      return found;
    },
    put(added, overwrite) {
      const all = list();
      const others = all.filter(({ name }) => name !== added.name);
      if (others.length < all.length && !overwrite) throw new AppError('TEMPLATE_EXISTS', { name: added.name });
      if (others.length >= mostTemplates) throw new AppError('TOO_MANY_TEMPLATES', { max: mostTemplates });
      write([...others, added]);
    },
    remove(name) {
      store.get(name);
      write(list().filter((one) => one.name !== name));
    },
  };
  return store;
}
