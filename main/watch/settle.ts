import type { Look } from './walk.ts';

export interface SettleSetup {
  /** What was left alone for so long has settled … */
  readonly quietMs: number;
  /** … or what has waited for so long. */
  readonly patienceMs: number;
  /** More names than this in one directory become a look at all of it. */
  readonly mostNames?: number;
  /** More directories than this become a deep look at one above most of them. */
  readonly mostDirectories?: number;
}

/**
 * Looks that wait until what they mean has settled. Memory is bounded by the two counts of its setup, as more than that is
 * looked at in larger pieces. Pure: the time of every call is given, in milliseconds of one clock.
 */
export interface Settle {
  /** Looks that have not settled; those at single names count one by one. */
  readonly size: number;
  add(look: Look, nowMs: number): void;
  /** Takes out what has settled, in the order of directories, parents first. */
  take(nowMs: number): Look[];
  /** When something settles next, if nothing is added; null when nothing waits. */
  nextMs(): number | null;
}

interface Waiting {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly isDeep: boolean;
}

interface WaitingDirectory {
  readonly names: Map<string, Waiting>;
  /** The look at all of it; the names are none then. */
  whole: Waiting | null;
}

/** When it has settled, or its patience is over. */
export function dueAt({ firstMs, lastMs }: Waiting, { quietMs, patienceMs }: SettleSetup): number {
  return Math.min(lastMs + quietMs, firstMs + patienceMs);
}

/** `a`, and as recent as `b`. */
function joinTimes(a: Waiting, b: Waiting): Waiting {
  return { ...a, firstMs: Math.min(a.firstMs, b.firstMs), lastMs: Math.max(a.lastMs, b.lastMs) };
}

function join(a: Waiting | null | undefined, b: Waiting): Waiting {
  return a ? { ...joinTimes(a, b), isDeep: a.isDeep || b.isDeep } : b;
}

export function createSettle(setup: SettleSetup): Settle {
  const { mostNames = 512, mostDirectories = 500 } = setup;
  const directories = new Map<string, WaitingDirectory>();
  /** Those that are looked at with all that lies below. */
  const deep = new Set<string>();

  function entryOf(directory: string): WaitingDirectory {
    const known = directories.get(directory);
    if (known) return known;
    const entry: WaitingDirectory = { names: new Map(), whole: null };
    directories.set(directory, entry);
    return entry;
  }

  function remove(directory: string): void {
    directories.delete(directory);
    deep.delete(directory);
  }

  /** Of the directory and those above, the one whose deep look takes in all of it. */
  function deepAbove(directory: string): string | null {
    if (deep.size === 0) return null;
    for (let at = directory; ; at = parentOf(at)) {
      if (deep.has(at)) return at;
      if (at === '') return null;
    }
  }

  function addWhole(directory: string, waiting: Waiting): void {
    const entry = entryOf(directory);
    let whole = join(entry.whole, waiting);
    for (const [name, each] of entry.names) {
      if (each.isDeep && !whole.isDeep) continue;
      whole = joinTimes(whole, each);
      entry.names.delete(name);
    }
    if (whole.isDeep && !deep.has(directory)) {
      deep.add(directory);
      for (const [below, inside] of directories) {
        if (below === directory || !liesIn(below, directory)) continue;
        for (const each of waitingsOf(inside)) whole = joinTimes(whole, each);
        remove(below);
      }
    }
    entry.whole = whole;
  }

  /** Too many directories: those below the deepest one that holds most of them are looked at together. */
  function collapse(): void {
    let at = '';
    let members = [...directories.keys()];
    for (;;) {
      const groups = Map.groupBy(
        members.filter(member => member !== at),
        member => stepBelow(at, member),
      );
      const [largest] = [...groups].sort(([, a], [, b]) => b.length - a.length);
      if (!largest || largest[1].length * 2 < members.length || largest[1].length < 2) break;
      [at, members] = largest;
    }
    const [first, ...others] = members.flatMap(member => waitingsOf(directories.get(member)));
    if (first) addWhole(at, { ...others.reduce(joinTimes, first), isDeep: true });
  }

  return {
    get size() {
      let size = 0;
      for (const { names, whole } of directories.values()) size += whole ? 1 : names.size;
      return size;
    },
    add(look, nowMs) {
      const waiting: Waiting = { firstMs: nowMs, lastMs: nowMs, isDeep: look.isDeep };
      const above = deepAbove(look.directory);
      if (above !== null) addWhole(above, waiting);
      else if (look.names === null) addWhole(look.directory, waiting);
      else {
        const entry = entryOf(look.directory);
        for (const name of look.names) {
          if (entry.whole && !look.isDeep) entry.whole = join(entry.whole, waiting);
          else entry.names.set(name, join(entry.names.get(name), waiting));
        }
        if (entry.names.size > mostNames) addWhole(look.directory, { ...waiting, isDeep: false });
        if (entry.names.size > mostNames) addWhole(look.directory, { ...waiting, isDeep: true });
        if (entry.names.size === 0 && !entry.whole) remove(look.directory);
      }
      if (directories.size > mostDirectories) collapse();
    },
    take(nowMs) {
      const isDue = (waiting: Waiting) => dueAt(waiting, setup) <= nowMs;
      const looks: Look[] = [];
      for (const [directory, { names, whole }] of directories) {
        if (whole && isDue(whole)) looks.push({ directory, names: null, isDeep: whole.isDeep });
        const due = [...names].filter(([, waiting]) => isDue(waiting));
        for (const isDeep of [false, true]) {
          const those = due.filter(([, waiting]) => waiting.isDeep === isDeep).map(([name]) => name);
          if (those.length > 0) looks.push({ directory, names: those, isDeep });
        }
      }
      for (const { directory, names } of looks) forget(directory, names);
      return looks.sort((a, b) => (a.directory < b.directory ? -1 : a.directory > b.directory ? 1 : 0));
    },
    nextMs() {
      let next: number | null = null;
      const consider = (waiting: Waiting) => {
        const due = dueAt(waiting, setup);
        if (next === null || due < next) next = due;
      };
      for (const { names, whole } of directories.values()) {
        if (whole) consider(whole);
        for (const waiting of names.values()) consider(waiting);
      }
      return next;
    },
  };

  function forget(directory: string, taken: readonly string[] | null): void {
    const entry = directories.get(directory);
    if (!entry) return;
    if (taken === null) {
      entry.whole = null;
      deep.delete(directory);
    } else for (const name of taken) entry.names.delete(name);
    if (entry.names.size === 0 && entry.whole === null) remove(directory);
  }
}

function waitingsOf(entry: WaitingDirectory | undefined): Waiting[] {
  return entry ? [...(entry.whole ? [entry.whole] : []), ...entry.names.values()] : [];
}

function parentOf(directory: string): string {
  return directory.slice(0, Math.max(0, directory.lastIndexOf('/')));
}

function liesIn(directory: string, above: string): boolean {
  return above === '' || directory.startsWith(`${above}/`);
}

/** `a`, `a/b/c` → `a/b`. */
function stepBelow(above: string, directory: string): string {
  const start = above === '' ? 0 : above.length + 1;
  const end = directory.indexOf('/', start);
  return end < 0 ? directory : directory.slice(0, end);
}
