import type { SourceIdentity } from '../model/source.ts';

/** So many are remembered, at some 300 bytes each; of what was planned before, the file is looked at once more. */
const most = 10_000;

/** Files as the look has shown them by which something was planned for them. */
export interface SeenFiles {
  note(path: string, identity: SourceIdentity): void;
  /** What was noted last, once: whoever comes again has to look by himself. */
  take(path: string): SourceIdentity | null;
}

export function createSeenFiles(): SeenFiles {
  const seen = new Map<string, SourceIdentity>();
  return {
    note(path, identity) {
      seen.delete(path);
      seen.set(path, identity);
      if (seen.size <= most) return;
      for (const oldest of seen.keys()) {
        seen.delete(oldest);
        break;
      }
    },
    take(path) {
      const identity = seen.get(path) ?? null;
      seen.delete(path);
      return identity;
    },
  };
}
