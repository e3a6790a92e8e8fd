/** Where a text is read: a terminal, where commands and options can be named, or a page or window, where they can't. */
export type Face = 'terminal' | 'page';
