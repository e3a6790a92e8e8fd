import { ipcMain, type WebContents, type WebFrameMain } from 'electron';
import type { ErrorView } from '../../preload/contract/common.ts';
import type { PageWish } from '../../preload/contract/desktop.ts';
import { type Api, type Connection, errorView } from '../api/connect.ts';
import { AppError } from '../base/app-error.ts';
import type { Log } from '../base/log.ts';
import { isPageAddress } from './page-scheme.ts';

/** How an answer travels: what a handler throws would lose its code on Electron's own way. */
type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorView };

export interface IpcSetup {
  readonly api: Api;
  /** Names of all requests; each has a channel of its own. */
  readonly names: readonly string[];
  /** The page of our window; null while there is none. */
  readonly contents: () => WebContents | null;
  /** False while nobody looks. */
  readonly isSeen: () => boolean;
  readonly log: Log;
}

/** The page's way to the engine and back. */
export interface Ipc {
  /** Comes to the page at once, or when it listens. */
  wish(wish: PageWish): void;
  /** The window is seen, or no longer: a page that nobody sees is told nothing, and nothing is counted for it. */
  look(): void;
  /** Forgets the page that was there: it ended, or loads anew. */
  reset(): void;
  close(): void;
}

export function bindIpc({ api, names, contents, isSeen, log }: IpcSetup): Ipc {
  let connection: Connection | null = null;
  /** The page that wants to be told, whether or not it is seen. */
  let listener: WebContents | null = null;
  let watched: unknown = null;
  let hearsWishes = false;
  const waiting: PageWish[] = [];

  const isOurs = (event: { sender: WebContents; senderFrame: WebFrameMain | null }): boolean => {
    const isOwn = event.sender === contents() && isOwnFrame(event.senderFrame);
    if (!isOwn) log.warn('a frame that is not ours has spoken', { host: event.senderFrame?.origin ?? '' });
    return isOwn;
  };

  for (const name of names) {
    ipcMain.handle(`request:${name}`, async (event, args: unknown): Promise<Reply> => {
      try {
        if (!isOurs(event)) throw new AppError('request.foreign', 'a foreign frame', { host: null });
        return { ok: true, value: await api.request(name, args) };
      } catch (thrown) {
        return { ok: false, error: errorView(thrown) };
      }
    });
  }

  const reset = () => {
    connection?.close();
    connection = null;
    listener = null;
    watched = null;
    hearsWishes = false;
  };
  const watch = () => {
    if (watched === null) return;
    try {
      connection?.watch(watched);
    } catch (thrown) {
      log.warn('the page watches what is none', { error: thrown });
    }
  };
  const connect = (page: WebContents) => {
    connection?.close();
    connection = api.connect(snapshot => {
      if (page.isDestroyed()) return false;
      page.send('snapshot', snapshot);
      return true;
    });
    watch();
  };
  const look = () => {
    if (listener !== null && isSeen()) {
      if (connection === null) connect(listener);
    } else {
      connection?.close();
      connection = null;
    }
  };
  const tellWishes = () => {
    const page = contents();
    if (page === null || !hearsWishes) return;
    for (const wish of waiting.splice(0)) page.send('wish', wish);
  };

  ipcMain.on('snapshot:listen', event => {
    if (!isOurs(event)) return;
    listener = event.sender;
    connection?.close();
    connection = null;
    look();
  });
  ipcMain.on('snapshot:watch', (event, wished: unknown) => {
    if (!isOurs(event)) return;
    watched = wished;
    watch();
  });
  ipcMain.on('wish:listen', event => {
    if (!isOurs(event)) return;
    hearsWishes = true;
    tellWishes();
  });

  return {
    wish(wish) {
      waiting.push(wish);
      tellWishes();
    },
    look,
    reset,
    close() {
      reset();
      for (const name of names) ipcMain.removeHandler(`request:${name}`);
      for (const channel of ['snapshot:listen', 'snapshot:watch', 'wish:listen']) {
        ipcMain.removeAllListeners(channel);
      }
    },
  };
}

/** Our page in the window's own frame; a frame inside of it is nobody that we know. */
export function isOwnFrame(frame: Pick<WebFrameMain, 'parent' | 'url'> | null): boolean {
  return frame !== null && frame.parent === null && isPageAddress(frame.url);
}
