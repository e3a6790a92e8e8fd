import type { ProxyEnvironment } from '../doctor/proxy-route.ts';

/** What the desktop app takes from its environment; the only place of this folder that looks there. */
export interface AppEnvironment {
  /** `LONGSHORE_DATA`: the data directory. */
  readonly dataDir: string | null;
  /** `LONGSHORE_LANG`, else what the system speaks. */
  readonly language: string | null;
  /** `APPIMAGE`: the file that a Linux AppImage was started from; the program itself lies in a place that goes with it. */
  readonly appImage: string | null;
  readonly proxies: ProxyEnvironment;
}

export function readAppEnvironment(variables: Readonly<NodeJS.ProcessEnv> = process.env): AppEnvironment {
  const either = (name: string) => variables[name.toLowerCase()] || variables[name] || null;
  return {
    dataDir: variables['LONGSHORE_DATA'] || null,
    language: variables['LONGSHORE_LANG'] || null,
    appImage: variables['APPIMAGE'] || null,
    proxies: { http: either('HTTP_PROXY'), https: either('HTTPS_PROXY'), none: either('NO_PROXY') },
  };
}
