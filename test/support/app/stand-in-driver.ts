import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { chromium, type Page } from 'playwright-core';
import type { StandInSettings } from '../electron/settings.ts';
import { appRoot, appVersion, entry, homeVariables } from './app-home.ts';
import type { AppRun, Driver, Inside } from './app-run.ts';

/** Whoever waits longer waits for something that does not come, and wants to know what was printed until then. */
const patienceMs = 120_000;

const register = new URL('../electron/register.ts', import.meta.url).href;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

/** The built app in a process of its own over the stand-in; its page is looked at through Chromium's own port. */
export const standInDriver: Driver = {
  name: 'stand-in',
  missing: null,
  async start(
    home,
    { args = [], variables = {}, hasKeyring = true, displays, isOnBattery = false, resources = null },
  ) {
    const settings: StandInSettings = {
      appPath: appRoot,
      version: appVersion,
      debuggingPort: await freePort(),
      hasKeyring,
      displays: displays ?? [{ x: 0, y: 0, width: 1920, height: 1080 }],
      locale: 'en-GB',
      isOnBattery,
      resources,
    };
    const child = spawn(process.execPath, ['--import', register, entry, ...args], {
      cwd: home,
      env: {
        ...homeVariables(home),
        ELECTRON_STAND_IN: JSON.stringify(settings),
        ...variables,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    return runOf(child, settings.debuggingPort);
  },
};

function runOf(child: ChildProcess, port: number): AppRun {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', chunk => {
      output += String(chunk);
    });
  }
  const exited = new Promise<number | null>(resolve => child.on('exit', code => resolve(code)));
  const waiting = new Map<number, (answer: { ok: boolean; value: unknown }) => void>();
  let last = 0;
  child.on('message', (answer: { id: number; ok: boolean; value: unknown }) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });

  const evaluate: AppRun['evaluate'] = async (task, arg) => {
    last += 1;
    const id = last;
    const answered = new Promise<{ ok: boolean; value: unknown }>(resolve => waiting.set(id, resolve));
    const body = `(electron, arg) => (${String(task)})({ electron, seen: globalThis.longshoreSeen }, arg)`;
    child.send({ id, body, arg: arg ?? null });
    const gone = exited.then(code => ({ ok: false, value: `the app has ended with ${code}\n${output}` }));
    const late = after(patienceMs, () => ({ ok: false, value: `the app does not answer\n${output}` }));
    const { ok, value } = await Promise.race([answered, gone, late]);
    if (!ok) throw new Error(String(value));
    return value as never;
  };

  return {
    exited,
    evaluate,
    output: () => output,
    page: () => findPage(port, exited, () => output),
    async quit() {
      await evaluate(({ electron }: Inside) => electron.app.quit());
      const late = after(patienceMs, () => Promise.reject(new Error(`the app does not end\n${output}`)));
      return await Promise.race([exited, late]);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Does not keep a process from ending. */
function after<T>(ms: number, then: () => T | Promise<T>): Promise<T> {
  return new Promise<void>(resolve => setTimeout(resolve, ms).unref()).then(then);
}

/** Waits for a page of ours; a browser that is not there yet is asked again. */
async function findPage(port: number, exited: Promise<unknown>, output: () => string): Promise<Page> {
  let hasEnded = false;
  void exited.then(() => {
    hasEnded = true;
  });
  const deadline = performance.now() + patienceMs;
  for (;;) {
    if (performance.now() > deadline) throw new Error(`there is no page\n${output()}`);
    if (hasEnded) throw new Error(`the app has ended\n${output()}`);
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`).catch(() => null);
    const pages = browser?.contexts().flatMap(context => context.pages()) ?? [];
    const found = pages.find(page => page.url().startsWith('https://longshore.app'));
    if (found) {
      await found.waitForLoadState('load');
      return found;
    }
    await browser?.close();
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
