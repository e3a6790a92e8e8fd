/** How the desktop app behaves on its machine; kept there, apart from the settings that all faces share. */
export interface DesktopSettings {
  readonly startsAtLogin: boolean;
  /** At login, without a window where there is a tray to open it from, else with a minimised one. */
  readonly startsHidden: boolean;
  /** Closing the window keeps Longshore running; false quits. */
  readonly closesToTray: boolean;
  /** The machine does not fall asleep by itself while bytes move. */
  readonly keepsAwake: boolean;
  readonly pausesOnBattery: boolean;
  readonly checksForUpdates: boolean;
}

export interface DesktopView {
  readonly settings: DesktopSettings;
  /** Null while it can't be told, as on some Linux desktops. */
  readonly hasTray: boolean | null;
  readonly hasKeyring: boolean;
  /** False in builds without a feed of updates. */
  readonly canUpdate: boolean;
  /** False where the system has no such list, as with some Linux packages. */
  readonly canStartAtLogin: boolean;
}

/** `platform.unsupported` in a browser. */
export interface DesktopRequests {
  getDesktop(args: Record<string, never>): Promise<DesktopView>;
  saveDesktop(settings: DesktopSettings): Promise<DesktopView>;
}

/** What the app asks its page to do because of something outside of the window: files that were sent to it from elsewhere. */
export interface PageWish {
  readonly type: 'add';
  /** Absolute. */
  readonly paths: readonly string[];
}
