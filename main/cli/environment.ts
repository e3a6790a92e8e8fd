export type Language = 'en' | 'zh-CN';

/** What the command line takes from its environment; the only place where it looks there. */
export interface Environment {
  /** `LONGSHORE_DATA`: the data directory, unless `--data-dir` names one. */
  readonly dataDir: string | null;
  /** Of causes and remedies: `LONGSHORE_LANG`, else the locale. */
  readonly language: Language;
  /** `NO_COLOR`, `CI` or a dumb terminal: plain lines, nothing redrawn. */
  readonly wantsPlain: boolean;
  /** Whether a browser could show itself: on Linux and its like, a display of X or Wayland is named. */
  readonly hasScreen: boolean;
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY in either case, the lower one first, as the connections read them. */
  readonly proxies: {
    readonly http: string | null;
    readonly https: string | null;
    readonly none: string | null;
  };
}

export function readEnvironment(
  variables: Readonly<NodeJS.ProcessEnv> = process.env,
  platform: NodeJS.Platform = process.platform,
): Environment {
  const set = (name: string) => (variables[name] ?? '') !== '';
  const either = (name: string) => variables[name.toLowerCase()] || variables[name] || null;
  return {
    dataDir: variables['LONGSHORE_DATA'] || null,
    language: chooseLanguage(variables),
    hasScreen: platform === 'darwin' || platform === 'win32' || set('DISPLAY') || set('WAYLAND_DISPLAY'),
    wantsPlain: set('NO_COLOR') || set('CI') || variables['TERM'] === 'dumb',
    proxies: { http: either('HTTP_PROXY'), https: either('HTTPS_PROXY'), none: either('NO_PROXY') },
  };
}

/** The first of the variables that is set decides, in the order in which a C library asks them. */
export function chooseLanguage(variables: Readonly<NodeJS.ProcessEnv>): Language {
  const locale =
    variables['LONGSHORE_LANG'] || variables['LC_ALL'] || variables['LC_MESSAGES'] || variables['LANG'] || '';
  return /^zh/i.test(locale) ? 'zh-CN' : 'en';
}

/** The environment for a process that we start: ours, with some variables set anew. */
export function environmentWith(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...more };
}
