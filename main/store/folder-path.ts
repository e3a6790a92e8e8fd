/** A path of a folder, as rows hold it: one directory's entries lie side by side. */
export interface PlaceInDirectory {
  /** From the root, with `/`; empty for the root. */
  readonly directory: string;
  /** Empty for the mark of an empty directory: that of `a/b`, whose path is `a/b/`, is its entry without a name. */
  readonly name: string;
}

export function splitPath(path: string): PlaceInDirectory {
  const end = path.lastIndexOf('/');
  return end < 0
    ? { directory: '', name: path }
    : { directory: path.slice(0, end), name: path.slice(end + 1) };
}

export function joinPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

/** The directory whose entry a path is, that of a directory included; null for the root itself. */
export function parentOf(path: string): string | null {
  const entry = withoutEnd(path);
  return entry === '' ? null : splitPath(entry).directory;
}

function withoutEnd(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

/** The first text in byte order that may come after a path, or of all; for `>=`, so that one statement serves for both. */
export function startAfter(after: string | null): string {
  return after === null ? '' : `${after}\0`;
}
