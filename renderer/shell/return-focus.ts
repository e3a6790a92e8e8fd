import { useEffect } from 'react';

/** More than dialogs over dialogs ever are deep. */
const remembered = 20;

/**
 * Where what had the focus goes away with it, as a dialog does that is closed, the focus goes back to what had it before: browsers leave it
 * nowhere, and whoever works by keyboard would begin anew at the top of the page.
 */
export function useReturnFocus(): void {
  useEffect(() => {
    let trail: readonly HTMLElement[] = [];
    const remember = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return;
      trail = [...trail.filter(each => each !== target), target].slice(-remembered);
    };
    const look = () => {
      const isNowhere = document.activeElement === null || document.activeElement === document.body;
      if (!isNowhere || trail.at(-1)?.isConnected !== false) return;
      trail = trail.filter(each => each.isConnected);
      trail.findLast(each => each.checkVisibility())?.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(look);
    document.addEventListener('focusin', remember);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', remember);
      observer.disconnect();
    };
  }, []);
}
