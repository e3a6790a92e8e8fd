/**
 * The line of an ignore file that leaves out one path of a folder and nothing else; null for a path that no line can name. `path` is
 * relative to the folder's root, with `/`. Pure.
 */
export function ignoreLineOf(path: string): string | null {
  if (/[\r\n]/.test(path)) return null;
  const escaped = path.replace(/[\\*?[\]]/g, '\\$&').replace(/ +$/, blanks => '\\ '.repeat(blanks.length));
  return `/${escaped}`;
}

/** A file's path below a root, with `/`; null when it is not below it. Both are absolute, as their system writes them. Pure. */
export function pathBelow(root: string, path: string): string | null {
  const [above, file] = [root, path].map(each => each.replaceAll(root.includes('\\') ? '\\' : '/', '/'));
  const start = above?.endsWith('/') ? above : `${above}/`;
  return file?.startsWith(start) && file.length > start.length ? file.slice(start.length) : null;
}
