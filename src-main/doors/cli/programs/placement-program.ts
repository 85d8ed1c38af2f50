import { type Command, InvalidArgumentError } from 'commander';
import { pageEdge } from '../../../contract/index.ts';
import { type PlacementStep, type PlacingDetail, parseHit, parsePage, parsePoint } from '../placement-options.ts';
import type { Words } from '../words/words-zh-cn.ts';
import { number } from './program-parts.ts';

function between(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = number(text);
    if (value < least || value > most) throw new InvalidArgumentError('');
    return value;
  };
}

function parseEvery(text: string): number {
  const value = number(text);
  if (!Number.isInteger(value) || value < 2) throw new InvalidArgumentError('');
  return value;
}

function parseEdge(text: string) {
  const edge = pageEdge.safeParse(text);
  if (!edge.success) throw new InvalidArgumentError('');
  return edge.data;
}

/** The options that say where seals go; what they were given, in its order, is in what it gives. */
export function addPlacements(
  command: Command,
  { options }: Words,
  { onOneDocument = false }: { onOneDocument?: boolean } = {},
): readonly PlacementStep[] {
  const steps: PlacementStep[] = [];
  const add = <Value>(
    flags: string,
    description: string,
    parse: (text: string) => Value,
    record: (value: Value) => PlacementStep,
  ) =>
    command.option(flags, description, (text: string) => {
      const value = parse(text);
      steps.push(record(value));
      return value;
    });
  const detail = <Value>(
    flags: string,
    description: string,
    parse: (text: string) => Value,
    record: (value: Value) => PlacingDetail,
  ) => add(flags, description, parse, (value) => ({ option: 'detail', detail: record(value) }));

  add('--seal <id|name>', options.seal, String, (value) => ({ option: 'seal', value }));
  add('--page <n|last>', options.page, parsePage, (value) => ({ option: 'page', value }));
  add('--pages <range>', options.pages, String, (value) => ({ option: 'pages', value }));
  add('--at <x,y>', options.at, parsePoint, (point) => ({ option: 'at', ...point }));
  command.option('--skip-sealed', options.skipSealed);
  command.on('option:skip-sealed', () => {
    steps.push({ option: 'detail', detail: { of: 'pages', option: '--skip-sealed', given: { skipSealed: true } } });
  });
  add('--paging [edge]', options.paging, parseEdge, (edge) => ({ option: 'paging', edge }));
  command.on('option:paging', (edge: string | null) => {
    // Without an edge no parser is called.
    if (edge === null) steps.push({ option: 'paging', edge: 'right' });
  });
  detail('--along <share>', options.along, between(0, 1), (along) => ({
    of: 'paging',
    option: '--along',
    given: { along },
  }));
  detail('--every <n>', options.every, parseEvery, (every) => ({ of: 'paging', option: '--every', given: { every } }));
  detail('--first-share <share>', options.firstShare, between(0.01, 0.99), (firstShare) => ({
    of: 'paging',
    option: '--first-share',
    given: { firstShare },
  }));
  command.option('--duplex', options.duplex);
  command.on('option:duplex', () => {
    steps.push({ option: 'detail', detail: { of: 'paging', option: '--duplex', given: { duplex: true } } });
  });
  add('--keyword <text>', options.keyword, String, (text) => ({ option: 'keyword', text }));
  detail('--nth <n|first|last|all>', options.nth, parseHit, (which) => ({
    of: 'keyword',
    option: '--nth',
    given: { which },
  }));
  detail(
    '--offset <dx,dy>',
    options.offset,
    (text) => parsePoint(text, '--offset'),
    ({ xMm, yMm }) => ({ of: 'keyword', option: '--offset', given: { dxMm: xMm, dyMm: yMm } }),
  );
  add('--field <name|#n|auto>', options.field, String, (field) => ({ option: 'field', field }));
  if (onOneDocument) {
    command.option('--closing', options.closing);
    command.on('option:closing', () => {
      steps.push({ option: 'closing' });
    });
  }
  return steps;
}
