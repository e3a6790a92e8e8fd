import { useSyncExternalStore } from 'react';

/** The views of the page, in the order of the menu. The address names the one that is open, so that a reload comes back to it. */
export const viewNames = ['transfers', 'folders', 'accounts', 'unfinished', 'history', 'settings'] as const;
export type ViewName = (typeof viewNames)[number] | 'start';

/** `#history/folder-id`: the view, and what it is about. */
export interface Place {
  readonly view: ViewName;
  readonly subject: string | null;
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(
    listener => {
      window.addEventListener('hashchange', listener);
      return () => window.removeEventListener('hashchange', listener);
    },
    () => window.location.hash,
  );
  return placeOf(hash);
}

/** Pure. What names no view is the first one. */
export function placeOf(hash: string): Place {
  const [name = '', subject = ''] = hash.replace(/^#/, '').split('/');
  const view = name === 'start' ? name : (viewNames.find(each => each === name) ?? 'transfers');
  return { view, subject: subject === '' ? null : decoded(subject) };
}

/** Null for what nobody here has encoded. */
function decoded(subject: string): string | null {
  try {
    return decodeURIComponent(subject);
  } catch {
    return null;
  }
}

export function hrefOf(view: ViewName, subject: string | null = null): string {
  return subject === null ? `#${view}` : `#${view}/${encodeURIComponent(subject)}`;
}

/** Subject of the history, in the place of a folder's id: opens with the question about one file. */
export const byFile = 'by-file';

export function goTo(view: ViewName, subject: string | null = null): void {
  window.location.hash = hrefOf(view, subject);
}
