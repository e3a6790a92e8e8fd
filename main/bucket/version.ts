import { refuse } from './refusal.ts';

/** Nothing is versioned here: what is stored is the version `null`, and there is no other. */
export function checkVersion(key: string, version: string | undefined): void {
  if (version === undefined || version === 'null') return;
  throw refuse('NoSuchVersion', { elements: { Key: key, VersionId: version } });
}
