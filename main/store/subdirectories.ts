/**
 * Names of the directories directly in one (empty for the root) at or below which something lies. `firstFrom` answers the first
 * directory in byte order at or after a text, `isThere` whether one holds something itself.
 */
export function* subdirectories(
  directory: string,
  firstFrom: (from: string) => string | undefined,
  isThere: (directory: string) => boolean,
): Generator<string, void, void> {
  const above = directory === '' ? '' : `${directory}/`;
  for (let from = above; ; ) {
    const path = firstFrom(from);
    if (path === undefined || !path.startsWith(above)) return;
    const [name = '', below] = path.slice(above.length).split('/', 2);
    if (below === undefined) {
      if (name !== '') yield name;
      from = `${path}\u0001`;
    } else {
      // Rows of its own come earlier, with names like `a-b` between `a` and `a/b`. '0' follows '/' in byte order.
      if (!isThere(above + name)) yield name;
      from = `${above}${name}0`;
    }
  }
}
