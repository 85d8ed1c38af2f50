/** The last part of a path, by which a person knows a file; the path may be of either kind of system. */
export const fileName = (path: string) => path.replace(/^.*[/\\]/, '');
