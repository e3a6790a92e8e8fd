import type * as Electron from 'electron';
import type { Page } from 'playwright-core';

/** What `recorder.cjs` has seen, in the app's own process, as `globalThis.longshoreSeen`. */
export interface Seen {
  readonly trays: Map<
    Electron.Tray,
    { setToolTip?: string; setContextMenu?: Electron.Menu; setImage?: Electron.NativeImage }
  >;
  readonly notifications: Electron.Notification[];
  readonly dialogs: { readonly name: string; readonly options: Electron.MessageBoxOptions }[];
  readonly opened: string[];
  readonly shown: string[];
  /** What the task bar shows of the window, as `setProgressBar` was told. */
  progress: number | null;
  /** What the icon in the dock or task bar counts, as `setBadgeCount` was told. */
  badge: number;
  /** For specs that count what keeps the machine awake. */
  awake: number;
  readonly workers: Set<{ terminate(): Promise<number>; threadId: number }>;
  readonly answers: {
    showMessageBox: Electron.MessageBoxReturnValue;
    showOpenDialog: Electron.OpenDialogReturnValue;
  };
}

/** What a function of `evaluate` is given: the module, and what was seen. */
export interface Inside {
  readonly electron: typeof Electron;
  readonly seen: Seen;
}

/** How one start of the app is to be. */
export interface Start {
  /** Words after the program: files, links, switches. */
  readonly args?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly hasKeyring?: boolean;
  readonly displays?: readonly Electron.Rectangle[];
  readonly isOnBattery?: boolean;
  /** As from a package, with this folder `resources`; on the stand-in alone. */
  readonly resources?: string | null;
}

/** One running app, whichever Electron is under it. */
export interface AppRun {
  /** The page of the window, once there is one. */
  page(): Promise<Page>;
  /** Runs in the app's own process; the function is sent as text and sees nothing but its arguments. */
  evaluate<R, A = null>(task: (inside: Inside, arg: A) => R | Promise<R>, arg?: A): Promise<R>;
  /** As by the menu; resolves with the exit code. */
  quit(): Promise<number | null>;
  /** As `kill -9`. */
  kill(): Promise<void>;
  readonly exited: Promise<number | null>;
  /** What the app has printed. */
  output(): string;
}

/** Starts the app in a home of its own. */
export interface Driver {
  readonly name: string;
  /** Why there is none here; null where there is. */
  readonly missing: string | null;
  start(home: string, start: Start): Promise<AppRun>;
}
