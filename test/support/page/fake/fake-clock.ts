let fixedMs: number | null = null;

/** Wall time of the engine that is made up; it stands still where the scene says so, and every picture shows the same. */
export function now(): number {
  return fixedMs ?? Date.now();
}

/** Null: as the computer has it. */
export function fixNow(ms: number | null): void {
  fixedMs = ms;
}
