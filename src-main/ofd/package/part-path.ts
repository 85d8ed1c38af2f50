/**
 * The path within the package that an ST_Loc leads to (GB/T 33190-2016, 7.2): from the root where it begins with `/`, else from the folder
 * of the part that has it. Null where it leads out of the package, or nowhere.
 */
export function resolvePartPath(from: string, location: string): string | null {
  const trimmed = location.trim();
  if (trimmed === '' || trimmed.includes('\\')) return null;
  const segments = trimmed.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const segment of trimmed.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.pop() === undefined) return null;
  }
  return segments.length === 0 ? null : segments.join('/');
}
