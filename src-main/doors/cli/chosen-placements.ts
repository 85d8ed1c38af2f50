import type { App } from '../../app.ts';
import { AppError, type ListedTemplate, type MethodInput, type PlacementInput } from '../../contract/index.ts';
import { findSeal } from './find-seal.ts';
import { type CommandPlacement, isClosing } from './placement-options.ts';

/** @throws AppError TEMPLATE_NOT_FOUND, TEMPLATES_DAMAGED */
export async function findTemplate(app: App, name: string): Promise<ListedTemplate> {
  const found = (await app.call('templates.list', null)).find((one) => one.name === name);
  if (!found) throw new AppError('TEMPLATE_NOT_FOUND', { name });
  return found;
}

/** @throws AppError TEMPLATE_NOT_FOUND, TEMPLATE_SEAL_MISSING */
async function placementsOf(app: App, name: string): Promise<PlacementInput[]> {
  const { placements, missingSeals } = await findTemplate(app, name);
  if (missingSeals.length > 0) {
    throw new AppError('TEMPLATE_SEAL_MISSING', { name, seals: missingSeals.map((seal) => seal.name).join(' · ') });
  }
  return placements.map(({ seal, placing }) => ({ sealId: seal.id, placing }));
}

/** Placements in which seals are named as people name them, with their IDs. @throws AppError SEAL_NOT_FOUND, SEAL_AMBIGUOUS */
export async function withSealIds<One extends { readonly sealId: string }>(
  app: App,
  placements: readonly One[],
): Promise<One[]> {
  const ids = new Map<string, string>();
  for (const { sealId } of placements) if (!ids.has(sealId)) ids.set(sealId, (await findSeal(app, sealId)).id);
  return placements.map((placement) => ({ ...placement, sealId: ids.get(placement.sealId) ?? placement.sealId }));
}

/** What a command was told to place: a template, further placements, or both. @throws AppError as `withSealIds`, and TEMPLATE_… */
export async function chosenPlacements(
  app: App,
  { template, placements }: { readonly template?: string; readonly placements: readonly PlacementInput[] },
): Promise<PlacementInput[]> {
  const ofTemplate = template === undefined ? [] : await placementsOf(app, template);
  return [...ofTemplate, ...(await withSealIds(app, placements))];
}

/**
 * The same on one document, which says where its closing (落款) is: the best place, as the window takes first.
 * @throws AppError as `chosenPlacements`, CLOSING_NOT_FOUND, and what reading the document throws
 */
export async function placementsOn(
  app: App,
  document: Pick<MethodInput<'stamp.suggest'>, 'path' | 'documentId' | 'password'>,
  { template, placements }: { readonly template?: string; readonly placements: readonly CommandPlacement[] },
): Promise<PlacementInput[]> {
  const chosen = await chosenPlacements(app, { ...(template === undefined ? {} : { template }), placements: [] });
  for (const placement of await withSealIds(app, placements)) {
    if (!isClosing(placement)) {
      chosen.push(placement);
      continue;
    }
    const { sealId } = placement;
    const [best] = await app.call('stamp.suggest', { ...document, sealId });
    if (!best) throw new AppError('CLOSING_NOT_FOUND');
    chosen.push({ sealId, placing: { rule: 'here', page: best.page, xMm: best.xMm, yMm: best.yMm } });
  }
  return chosen;
}
