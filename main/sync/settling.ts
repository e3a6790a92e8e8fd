import type { Look } from '../watch/walk.ts';

/** Files that changed a moment ago and are looked at again once they have rested. */
export interface Settling {
  readonly size: number;
  /** When a path was first found changing; null for one that was not. */
  since(path: string): number | null;
  wait(path: string, untilMs: number, nowMs: number): void;
  /** Takes a path off: it rests, or is gone. */
  forget(path: string): void;
  /** When the next one is due; null when none waits. Wall time, ms since 1970. */
  readonly nextAtMs: number | null;
  /** Looks at all that are due, by directory. They stay until they are waited for anew or forgotten, and are not given again before. */
  due(nowMs: number): readonly Look[];
  /** To be called when the looks are over: what they did not find is forgotten. Returns how many paths that were. */
  dropGiven(): number;
}

export function createSettling(): Settling {
  const waiting = new Map<string, { sinceMs: number; untilMs: number; isGiven: boolean }>();
  return {
    get size() {
      return waiting.size;
    },
    since: path => waiting.get(path)?.sinceMs ?? null,
    wait(path, untilMs, nowMs) {
      waiting.set(path, { sinceMs: waiting.get(path)?.sinceMs ?? nowMs, untilMs, isGiven: false });
    },
    forget: path => void waiting.delete(path),
    get nextAtMs() {
      let next: number | null = null;
      for (const { untilMs, isGiven } of waiting.values()) {
        if (!isGiven && (next === null || untilMs < next)) next = untilMs;
      }
      return next;
    },
    due(nowMs) {
      const byDirectory = new Map<string, string[]>();
      for (const [path, entry] of waiting) {
        if (entry.isGiven || entry.untilMs > nowMs) continue;
        entry.isGiven = true;
        const cut = path.lastIndexOf('/');
        const directory = path.slice(0, Math.max(0, cut));
        const names = byDirectory.get(directory) ?? [];
        names.push(path.slice(cut + 1));
        byDirectory.set(directory, names);
      }
      return [...byDirectory].map(([directory, names]) => ({ directory, names, isDeep: false }));
    },
    dropGiven() {
      const given = [...waiting].filter(([, { isGiven }]) => isGiven);
      for (const [path] of given) waiting.delete(path);
      return given.length;
    },
  };
}
