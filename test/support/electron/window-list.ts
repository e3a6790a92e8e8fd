/** What the app has to know of a window to end it. */
export interface OpenWindow {
  close(): void;
}

const open = new Set<OpenWindow>();

export const windows = (): readonly OpenWindow[] => [...open];

export function addWindow(window: OpenWindow): void {
  open.add(window);
}

export function dropWindow(window: OpenWindow): void {
  open.delete(window);
}
