import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { createAccountContext } from '../account/account-context.ts';
import { createAllAreas } from '../api/all-areas.ts';
import { withBrowserRules } from '../api/browser-rules.ts';
import { createApi } from '../api/connect.ts';
import { createPageFiles } from '../api/page-file.ts';
import { createPicker } from '../api/picker.ts';
import { AppError } from '../base/app-error.ts';
import { createLog, joinLogs } from '../base/log.ts';
import { problem } from '../base/said.ts';
import { openTrialIn } from '../bucket/open-trial.ts';
import { openAppSettings } from '../config/app-settings.ts';
import { type Desk, openDesk } from '../desk/desk.ts';
import { createLogMemory } from '../desk/log-memory.ts';
import { parseCount } from '../model/size.ts';
import { parseTimetable } from '../plan/timetable.ts';
import { describeError } from '../text/error-text.ts';
import { textsIn } from '../text/texts.ts';
import { isLoopback } from '../web/own-address.ts';
import { startWebServer, type WebServer } from '../web/server.ts';
import { logFor } from './command-log.ts';
import { exitCodes } from './exit-code.ts';
import { openInBrowser } from './open-in-browser.ts';
import { addOutputOptions, type OutputOptions } from './options.ts';
import { ownPageDir, ownVersion } from './own-package.ts';
import { dataDirOf } from './settings.ts';
import type { Surroundings } from './surroundings.ts';

const usualPort = 7600;
const usualHost = '127.0.0.1';

export interface ServeOptions extends OutputOptions {
  readonly port?: number;
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly root?: readonly string[];
  readonly open?: boolean;
}

export function addServe(program: Command, here: Surroundings): void {
  const command = program
    .command('serve')
    .summary('the page in a browser, for this computer or one without a screen')
    .description(
      'Keeps folders up and takes uploads like the desktop app, with the page in a browser. Prints a link that lets one browser in,\nonce and within ten minutes; Enter prints another one. Ctrl-C stops it; what was under way goes on with the next start.',
    )
    .option('--port <n>', `port, 0 for any that is free (${usualPort})`, text => parseCount(text, 0, 65_535))
    .option(
      '--host <address>',
      `address of this computer to listen on, 0.0.0.0 for all (${usualHost}); the page travels unencrypted`,
    )
    .option(
      '--allow-host <name>',
      'a further name under which browsers reach it, NAME or, behind a proxy, NAME:PORT; may be given again',
      collectHost,
    )
    .option(
      '--root <dir>',
      'a directory that the page may see besides the home directory; may be given again',
      (dir: string, before: readonly string[] = []) => [...before, resolve(dir)],
    )
    .option('--open', 'open the page in the browser of this computer');
  addOutputOptions(command).action(async (options: ServeOptions) => {
    await serve(options, here);
    here.endWith(exitCodes.done);
  });
}

function collectHost(text: string, before: readonly string[] = []): readonly string[] {
  if (!/^([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i.test(text)) {
    throw new AppError('usage', 'not a name of a computer', problem('serve.host', { text }));
  }
  return [...before, text.toLowerCase()];
}

/** Serves until the user stops it, which is how it is meant to end. */
export async function serve(options: ServeOptions, here: Surroundings): Promise<void> {
  const { clock, environment, signal } = here;
  const logMemory = createLogMemory();
  const log = joinLogs(createLog('info', logMemory.write, clock.now), logFor(options, here));
  const accounts = createAccountContext(clock);
  const desk = await openDesk({
    dataDir: dataDirOf(options, environment),
    accounts,
    settingsFile: openAppSettings(accounts.profiles.file, parseTimetable),
    clock,
    log,
    openTrial: openTrialIn(clock, log),
  });
  try {
    tellOfStart(desk, here);
    const picker = createPicker(() => [homedir(), ...(options.root ?? []), ...desk.settings().pickerRoots]);
    const areas = createAllAreas(desk, {
      name: 'browser',
      version: ownVersion(),
      systemLanguage: environment.language,
      proxies: environment.proxies,
      logMemory,
      picker,
      pick: null,
      reveal: null,
      desktop: null,
    });
    const { listAccounts } = areas.handlers;
    const rules = { picker, settings: desk.settings, accounts: () => listAccounts({}) };
    const api = createApi(desk, withBrowserRules(areas, rules));
    const server = await startWebServer({
      api,
      files: createPageFiles(desk),
      dataDir: desk.dataDir,
      pageDir: ownPageDir(),
      host: options.host ?? usualHost,
      port: options.port ?? usualPort,
      allowedHosts: options.allowHost ?? [],
      clock,
      log,
    });
    try {
      if (!signal.aborted) await greet(server, options, here);
      await untilStopped(server, options, here);
    } finally {
      api.close();
      await server.close();
    }
  } finally {
    await desk.close();
  }
  if (options.json) here.terminal.emit('stopped');
}

/** What the user has to know before anything else. */
function tellOfStart(desk: Desk, { terminal, environment }: Surroundings): void {
  const { say } = textsIn(environment.language);
  const { setAside } = desk.engine();
  if (setAside !== null) {
    terminal.tell(say('note', { text: say('session.setAside', { path: setAside }) }));
  }
  for (const error of desk.problems()) {
    const { cause, remedy } = describeError(error, {}, environment.language);
    terminal.tell(say('note', { text: `${cause} ${remedy}` }));
  }
}

async function greet(server: WebServer, options: ServeOptions, here: Surroundings): Promise<void> {
  const { terminal, environment, input } = here;
  const { say } = textsIn(environment.language);
  const host = options.host ?? usualHost;
  if (!isLoopback(host)) terminal.tell(say('note', { text: say('serve.plain') }));
  printLinks(server, options, here);
  if (options.json) return;
  if (input.isTTY) terminal.print(say('serve.keys'));
  else terminal.print(say('serve.stop'));
  if (!options.open) return;
  const [link = ''] = server.newLinks();
  if (!(await openInBrowser(link, environment))) {
    terminal.tell(say('note', { text: say('serve.notOpened') }));
  }
}

function printLinks(
  server: WebServer,
  { json }: ServeOptions,
  { terminal, environment }: Surroundings,
): void {
  const { say } = textsIn(environment.language);
  const links = server.newLinks();
  if (json) terminal.emit('listening', { port: server.port, links });
  else {
    terminal.print(say('serve.link'));
    for (const link of links) terminal.print(`  ${link}`);
  }
}

async function untilStopped(server: WebServer, options: ServeOptions, here: Surroundings): Promise<void> {
  const { input, signal } = here;
  if (signal.aborted) return;
  const stopped = new Promise<void>(stop => signal.addEventListener('abort', () => stop(), { once: true }));
  const lines = input.isTTY ? createInterface({ input }) : null;
  lines?.on('line', () => printLinks(server, options, here));
  await stopped;
  lines?.close();
  if (lines) input.destroy();
}
