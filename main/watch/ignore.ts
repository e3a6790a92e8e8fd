/** Which names of a folder are left out. gitignore syntax throughout; later lines win, deeper files win. */
export interface IgnoreSetup {
  /** Of this folder. */
  readonly lines: readonly string[];
  readonly usesDefaults: boolean;
  readonly includesGit: boolean;
}
