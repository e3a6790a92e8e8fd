import type { Rectangle } from 'electron';

export interface WindowPlace extends Rectangle {
  readonly isMaximized: boolean;
}

export const smallest = { width: 720, height: 560 } as const;
const usual = { width: 1180, height: 780 } as const;
/** So much of a window has to be seen, its upper edge included, for a hand to take hold of it. */
const handhold = 80;

/** Where a window opens: where it was, moved and made smaller so that it can be seen on the displays of today. Pure. */
export function placeWindow(
  saved: WindowPlace | null,
  displays: readonly { readonly workArea: Rectangle }[],
): WindowPlace {
  const [first] = displays;
  const area = (saved && displays.find(({ workArea }) => isHeld(saved, workArea)))?.workArea;
  const home = area ?? first?.workArea ?? { x: 0, y: 0, ...usual };
  const wished = saved ?? { ...usual, isMaximized: false };
  const width = between(smallest.width, wished.width, Math.max(smallest.width, home.width));
  const height = between(smallest.height, wished.height, Math.max(smallest.height, home.height));
  if (saved && area) return { ...saved, width, height };
  const x = home.x + Math.max(0, Math.round((home.width - width) / 2));
  const y = home.y + Math.max(0, Math.round((home.height - height) / 2));
  return { x, y, width, height, isMaximized: wished.isMaximized };
}

function isHeld(window: Rectangle, area: Rectangle): boolean {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const isTopSeen = window.y >= area.y && window.y <= area.y + area.height - handhold;
  return width >= handhold && isTopSeen;
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
