import type { ErrorView } from '../../preload/contract/common.ts';
import type { Snapshot, Watched } from '../../preload/contract.ts';
import { type Client, RequestError } from './client.ts';
import { sendFile } from './send-file.ts';

const shortestPauseMs = 500;
const longestPauseMs = 10_000;
/** While nothing is said, the page asks this often whether it is still heard, and waits so long for the answer. */
const heartbeatMs = 10_000;

/** The client over HTTP and a WebSocket of the page's own origin. Connects again by itself, with growing pauses. */
export function createWebClient(origin: Pick<Location, 'href' | 'protocol'> = window.location): Client {
  const snapshotListeners = new Set<(snapshot: Snapshot) => void>();
  const connectionListeners = new Set<(isConnected: boolean) => void>();
  let socket: WebSocket | null = null;
  let isConnected = true;
  let pauseMs = shortestPauseMs;
  let watched: Watched = { transferIds: [], detailId: null };

  function setConnected(next: boolean): void {
    if (next === isConnected) return;
    isConnected = next;
    for (const listener of connectionListeners) listener(next);
  }

  function sendWatched(): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'watch', watched }));
  }

  function connect(): void {
    const address = new URL('push', origin.href);
    address.protocol = origin.protocol === 'https:' ? 'wss:' : 'ws:';
    address.hash = '';
    const mine = new WebSocket(address);
    socket = mine;
    const lose = () => {
      if (socket !== mine) return;
      socket = null;
      heart.stop();
      setConnected(false);
      setTimeout(connect, pauseMs);
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    };
    const heart = createHeart(mine, lose);
    mine.addEventListener('open', () => {
      heart.start();
      pauseMs = shortestPauseMs;
      setConnected(true);
      sendWatched();
    });
    mine.addEventListener('message', ({ data }) => {
      heart.hear();
      const message = JSON.parse(String(data)) as Message;
      if (message.type !== 'snapshot') return;
      for (const listener of snapshotListeners) listener(message.snapshot);
    });
    mine.addEventListener('close', lose);
  }
  connect();

  return {
    async request(name, args) {
      return (await ask(`api/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(args),
      })) as never;
    },
    onSnapshot(listener) {
      snapshotListeners.add(listener);
      return () => void snapshotListeners.delete(listener);
    },
    onConnection(listener) {
      connectionListeners.add(listener);
      listener(isConnected);
      return () => void connectionListeners.delete(listener);
    },
    watch(next) {
      watched = next;
      sendWatched();
    },
    onWish: () => () => {},
    async uploadFile(file, name, wishes, signal, onSent) {
      const query = new URLSearchParams({ name, wishes: JSON.stringify(wishes) });
      await sendFile(`upload?${query}`, file, signal, onSent);
    },
    pathOfFile: () => null,
  };
}

type Message = { readonly type: 'snapshot'; readonly snapshot: Snapshot } | { readonly type: 'pong' };

/**
 * Finds out that nobody is there any more: a cable that was pulled and a computer that sleeps close no socket. Closing one
 * that is not answered takes its time, too, so the loss is told at once.
 */
function createHeart(socket: WebSocket, onLoss: () => void): { start(): void; hear(): void; stop(): void } {
  let timer: ReturnType<typeof setInterval> | undefined;
  let isHeard = true;
  return {
    start() {
      timer = setInterval(() => {
        if (isHeard) {
          isHeard = false;
          socket.send('{"type":"ping"}');
        } else {
          socket.close();
          onLoss();
        }
      }, heartbeatMs);
    },
    hear() {
      isHeard = true;
    },
    stop: () => clearInterval(timer),
  };
}

async function ask(path: string, init: RequestInit): Promise<unknown> {
  let answer: Response;
  let body: unknown;
  try {
    answer = await fetch(path, { credentials: 'same-origin', ...init });
    body = await answer.json();
  } catch (thrown) {
    if (init.signal?.aborted) throw thrown;
    throw new RequestError({ code: 'net.interrupted', message: 'the server does not answer', facts: {} });
  }
  if (answer.ok) return body;
  throw new RequestError((body as { readonly error: ErrorView }).error);
}
