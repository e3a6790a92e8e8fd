import type { ErrorView } from './common.ts';

export interface SettingsView {
  /** Requests with a body in flight at once; null for automatic. */
  readonly parallel: number | null;
  /** Bytes; null for automatic. */
  readonly partSize: number | null;
  /** As the command line's --limit-rate: `10M`, or `08:00-18:00=2M,22:00-06:00=off,5M`; null for no limit. */
  readonly rateLimit: string | null;
  /** `environment`, `none`, or an address. */
  readonly proxy: string;
  /** Path of a PEM file with further certificate authorities; null for none. */
  readonly caFile: string | null;
  readonly notifications: {
    readonly onDone: boolean;
    readonly onFailed: boolean;
    /** What needs the user: keys, permission, held deletions, a drive that is missing. */
    readonly onAttention: boolean;
  };
  readonly language: 'system' | 'en' | 'zh-CN';
  readonly appearance: 'system' | 'light' | 'dark';
  /** Directories that the page of `longshore serve` may browse, besides the home; absolute. */
  readonly pickerRoots: readonly string[];
}

/** One place that a diagnostics bundle fills. Nothing goes in that is not on its allow-list. */
export interface DiagnosticsBundle {
  readonly fileName: string;
  /** JSON, as it is saved. */
  readonly text: string;
}

export interface DirectoryListing {
  /** Absolute, with links resolved. */
  readonly path: string;
  /** Null at an allowed root. */
  readonly parent: string | null;
  readonly roots: readonly string[];
  readonly entries: readonly {
    readonly name: string;
    readonly path: string;
    readonly isDirectory: boolean;
    readonly size: number;
  }[];
  /** False when there are more than are shown: 10,000. */
  readonly isComplete: boolean;
}

/** What the page needs to know before it draws anything. */
export interface SessionView {
  readonly version: string;
  /** `browser`: no file dialogs, no file manager; files of the page itself can be sent. */
  readonly face: 'desktop' | 'browser';
  /** Of the machine that runs the engine; decides how paths are shown. */
  readonly platform: 'linux' | 'darwin' | 'win32';
  /** Of that machine, for `system`. */
  readonly systemLanguage: 'en' | 'zh-CN';
  readonly settings: SettingsView;
  readonly dataDirectory: string;
  readonly configFile: string;
  /** Where a damaged record was put when the engine started; null when all was well. */
  readonly setAside: string | null;
  /** Settings that can't be, so that the usual ones hold, and what keeps the local bucket from running. */
  readonly problems: readonly ErrorView[];
  /** True until an account was saved or anything was sent. */
  readonly isFirstRun: boolean;
  /** The local bucket that "try without an account" started; null when there is none. */
  readonly trial: { readonly folder: string; readonly endpoint: string } | null;
}

export interface SettingsRequests {
  getSession(args: Record<string, never>): Promise<SessionView>;
  /** All of them; `settings.invalid` names the field. What needs new connections renews them; parts in flight are sent again. */
  saveSettings(settings: SettingsView): Promise<SettingsView>;
  resetSettings(args: Record<string, never>): Promise<SettingsView>;
  /** Takes effect at the next start; the record is not moved. Null for the system's usual place. */
  setDataDirectory(args: { readonly path: string | null }): Promise<{ readonly ok: true }>;
  getDiagnostics(args: Record<string, never>): Promise<DiagnosticsBundle>;
  /** A directory of the engine's machine inside of the allowed roots; null for the first of them. `picker.outside` for any other. */
  listDirectory(args: { readonly path: string | null }): Promise<DirectoryListing>;
  /** The system's own dialog; `platform.unsupported` in a browser. Empty when the user chose nothing. */
  pickPaths(args: { readonly wants: 'files' | 'folder' }): Promise<readonly string[]>;
  /** Starts the local bucket over a folder, with an account `trial` and a bucket `trial` in it, and again with every start. */
  startTrial(args: {
    readonly folder: string | null;
  }): Promise<{ readonly account: string; readonly bucket: string }>;
}

export type { ErrorView };
