import { z } from 'zod';
import { AppError, type Seal, type Template, type TemplateSeal, template } from '../contract/index.ts';

const mostBytes = 256 << 10;
const exchanged = z.object({ format: z.literal('qianyin-template'), version: z.literal(1), template });

/** A template as a file for another computer. */
export function writeTemplate(written: Template): Uint8Array {
  const content = { format: 'qianyin-template', version: 1, template: written };
  return Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
}

/** A template out of a file of somebody else's making. @throws AppError TEMPLATE_UNREADABLE */
export function readTemplate(content: Uint8Array): Template {
  try {
    if (content.length > mostBytes) throw new Error('too large');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    return exchanged.parse(JSON.parse(text)).template;
  } catch (cause) {
    throw new AppError('TEMPLATE_UNREADABLE', {}, { cause });
  }
}

/** A seal as a template remembers it. */
export const rememberedSeal = ({ id, name, kind }: Pick<Seal, 'id' | 'name' | 'kind'>): TemplateSeal => ({
  id,
  name,
  kind,
});

/** The seals of a template, each once. */
export const sealsOf = ({ placements }: Pick<Template, 'placements'>): TemplateSeal[] => [
  ...new Map(placements.map(({ seal }) => [seal.id, seal])).values(),
];

/** A template with seals of this computer, as far as they are known. */
export interface Rebound {
  readonly template: Template;
  readonly missing: TemplateSeal[];
  readonly replaced: { from: TemplateSeal; to: TemplateSeal }[];
}

/**
 * Puts seals of this computer in the place of those that a template names: the one that was chosen, the very same, or the only one of that name and kind.
 * @param chosen by the ID or the name in the template: the ID of ours
 * @throws AppError SEAL_NOT_FOUND where one was chosen that is not here
 */
export function rebind(given: Template, library: readonly Seal[], chosen: Readonly<Record<string, string>>): Rebound {
  // The file names its seals: `constructor` is a name like another.
  const choice = new Map(Object.entries(chosen));
  const missing: TemplateSeal[] = [];
  const replaced: Rebound['replaced'] = [];
  const ours = new Map<string, TemplateSeal>();
  for (const seal of sealsOf(given)) {
    const found = findOurs(seal, library, choice.get(seal.id) ?? choice.get(seal.name));
    if (!found) missing.push(seal);
    else {
      const to = rememberedSeal(found);
      ours.set(seal.id, to);
      if (to.id !== seal.id) replaced.push({ from: seal, to });
    }
  }
  const placements = given.placements.map(({ seal, placing }) => ({ seal: ours.get(seal.id) ?? seal, placing }));
  return { template: { ...given, placements }, missing, replaced };
}

function findOurs(wanted: TemplateSeal, library: readonly Seal[], chosen: string | undefined): Seal | undefined {
  if (chosen !== undefined) {
    const found = library.find(({ id }) => id === chosen);
    if (!found) throw new AppError('SEAL_NOT_FOUND', { seal: chosen });
    return found;
  }
  const same = library.find(({ id }) => id === wanted.id);
  const [alike, another] = library.filter(({ name, kind }) => name === wanted.name && kind === wanted.kind);
  return same ?? (another ? undefined : alike);
}
