/** The oldest Node that the native database module runs on without crashing, with a margin: the one we test. */
export const oldestNode = 24;

/** Returns the sentence to show when this Node is too old, else null. Imports nothing, so it can run first. */
export function nodeComplaint(version = process.versions.node): string | null {
  if (Number.parseInt(version, 10) >= oldestNode) return null;
  return (
    `Longshore needs Node ${oldestNode} or newer, and this is Node ${version}. ` +
    'Start it through npm (for example "npm run longshore -- help"), which brings the right Node along.'
  );
}
