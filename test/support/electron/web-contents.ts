import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IpcMainEvent, IpcMainInvokeEvent, WebContents, WebPreferences } from 'electron';
import type { CDPSession, Page, Route } from 'playwright-core';
import { chromiumContext, openPage } from './chromium.ts';
import { ask, StandInEvent } from './events.ts';
import { ipcMain } from './ipc.ts';
import { answer, fromBrowser, session, toBrowser } from './session.ts';
import { patienceMs } from './settings.ts';
import { strict } from './strict.ts';
import { mainWorldScript, preloadWorldScript, upward } from './worlds.ts';

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];
type Used = Pick<
  WebContents,
  | 'forcefullyCrashRenderer'
  | 'getURL'
  | 'isDestroyed'
  | 'loadURL'
  | 'openDevTools'
  | 'reload'
  | 'send'
  | 'setWindowOpenHandler'
>;

/** Words of the preload world. */
type Up =
  | { kind: 'invoke'; id: number; channel: string; args: unknown[] }
  | { kind: 'send'; channel: string; args: unknown[] }
  | { kind: 'paths'; id: number; count: number };

const world = 'electron-preload';
let lastId = 0;

/** A real page of Chromium, with the real preload script in a world of its own. */
export class StandInWebContents extends EventEmitter implements Used {
  readonly id = ++lastId;
  readonly session = session.defaultSession;
  readonly preferences: WebPreferences;
  /** What the rest of the stand-in hands out for this object. */
  readonly self: StandInWebContents;
  #page: Page | null = null;
  #cdp: CDPSession | null = null;
  #world: number | null = null;
  #url = '';
  /** Loads that the app itself asked for; other navigations are the page's. */
  readonly #expected = new Set<string>();
  #openHandler: OpenHandler = () => ({ action: 'allow' });
  #isDestroyed = false;
  #work: Promise<void> = Promise.resolve();

  constructor(preferences: WebPreferences) {
    super();
    this.preferences = preferences;
    this.self = strict('webContents', this as StandInWebContents);
  }

  loadURL(url: string): Promise<void> {
    const next = this.#work.then(() => this.#load(url));
    this.#work = next.catch(() => {});
    return next;
  }

  async #load(url: string): Promise<void> {
    if (this.#isDestroyed) return;
    const page = await this.#openPage();
    const address = toBrowser(url);
    this.#url = url;
    this.#expected.add(address.replace(/#.*/, ''));
    try {
      await page.goto(address, { waitUntil: 'load', timeout: patienceMs });
      this.emit('did-finish-load');
    } catch (thrown) {
      if (this.#isDestroyed || page.isClosed()) return;
      this.emit('did-fail-load', new StandInEvent(), -2, String(thrown), url, true);
      throw thrown;
    }
  }

  async #openPage(): Promise<Page> {
    if (this.#page) return this.#page;
    const page = await openPage();
    this.#page = page;
    page.on('crash', () => this.#crashed());
    page.on('popup', popup => {
      const { action } = this.#openHandler({ url: fromBrowser(popup.url()) } as Parameters<OpenHandler>[0]);
      if (action === 'deny') void popup.close();
    });
    page.on('framenavigated', frame => {
      if (frame !== page.mainFrame()) return;
      this.#url = fromBrowser(frame.url());
    });
    await page.route('**/*', route => this.#route(route, page));
    const cdp = await chromiumContext().newCDPSession(page);
    this.#cdp = cdp;
    const { frameTree } = await cdp.send('Page.getFrameTree');
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      const { frameId } = context.auxData as { frameId?: string };
      if (context.name === world && frameId === frameTree.frame.id) this.#world = context.id;
    });
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#world) this.#world = null;
    });
    cdp.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === upward) void this.#hear(JSON.parse(payload) as Up, executionContextId);
    });
    await cdp.send('Runtime.enable');
    await cdp.send('Page.enable');
    const token = randomUUID();
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: mainWorldScript(token) });
    if (this.preferences.preload !== undefined) {
      const preload = readFileSync(this.preferences.preload, 'utf8');
      await cdp.send('Runtime.addBinding', { name: upward, executionContextName: world });
      const source = preloadWorldScript(token, preload);
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', { worldName: world, source });
    }
    return page;
  }

  async #route(route: Route, page: Page): Promise<void> {
    const request = route.request();
    try {
      if (request.isNavigationRequest()) {
        const url = request.url();
        const isMain = request.frame() === page.mainFrame();
        const isOurs = isMain && this.#expected.delete(url);
        if (!isOurs && !this.#mayNavigate(fromBrowser(url), isMain)) return await route.abort('aborted');
      }
      await answer(route);
    } catch (thrown) {
      if (!page.isClosed()) process.stderr.write(`the stand-in could not answer a page: ${String(thrown)}\n`);
    }
  }

  #mayNavigate(url: string, isMainFrame: boolean): boolean {
    const event = Object.assign(new StandInEvent(), { url, isMainFrame });
    this.emit('will-frame-navigate', event);
    if (isMainFrame) this.emit('will-navigate', event, url);
    return !event.defaultPrevented;
  }

  async #hear(words: Up, context: number): Promise<void> {
    if (words.kind === 'send') {
      ipcMain.receive(words.channel, this.#event() as unknown as IpcMainEvent, words.args);
      return;
    }
    const answered = await (words.kind === 'paths'
      ? this.#paths(words.count, context)
      : ipcMain.invoke(words.channel, this.#event() as unknown as IpcMainInvokeEvent, words.args)
    ).then(
      value => ({ ok: true, value }),
      (thrown: unknown) => {
        const what = words.kind === 'invoke' ? words.channel : words.kind;
        return { ok: false, value: `Error invoking remote method '${what}': ${String(thrown)}` };
      },
    );
    await this.#down({ kind: 'answer', id: words.id, ...answered }, context);
  }

  #event() {
    const frame = strict('senderFrame', { url: this.#url, origin: originOf(this.#url), parent: null });
    return { sender: this.self, senderFrame: frame, processId: 1, frameId: 1, preventDefault() {} };
  }

  async #paths(count: number, contextId: number): Promise<readonly string[]> {
    const found: string[] = [];
    for (let at = 0; at < count; at += 1) {
      const { result } = await this.#session().send('Runtime.evaluate', {
        expression: `__electronFiles[${at}]`,
        contextId,
      });
      if (result.objectId === undefined) throw new Error('no such file');
      const { path } = await this.#session().send('DOM.getFileInfo', { objectId: result.objectId });
      found.push(path);
    }
    return found;
  }

  #session(): CDPSession {
    if (this.#cdp === null) throw new Error('the page is not open');
    return this.#cdp;
  }

  async #down(message: object, contextId: number): Promise<void> {
    // Text from JSON is a program too, but for two signs that end lines.
    const text = JSON.stringify(message).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
    const expression = `__electronDown(${text})`;
    await this.#session()
      .send('Runtime.evaluate', { expression, contextId })
      .catch(() => {});
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    if (this.#world !== null) void this.#down({ kind: 'push', channel, args }, this.#world);
  }

  #crashed(): void {
    const dead = this.#page;
    this.#page = null;
    this.#cdp = null;
    this.#world = null;
    void dead?.close().catch(() => {});
    const details = { reason: 'crashed', exitCode: 5 };
    this.emit('render-process-gone', new StandInEvent(), details);
  }

  reload(): void {
    void this.loadURL(this.#url).catch(() => {});
  }

  forcefullyCrashRenderer(): void {
    void this.#session()
      .send('Page.crash')
      .catch(() => {});
  }

  getURL(): string {
    return this.#url;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  openDevTools(): void {
    if (this.preferences.devTools === false) return;
    ask(this, 'devtools-opened');
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  destroy(): void {
    this.#isDestroyed = true;
    void this.#page?.close().catch(() => {});
    this.emit('destroyed');
  }
}

function originOf(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
