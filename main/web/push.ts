import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Snapshot } from '../../preload/contract.ts';
import type { Api } from '../api/connect.ts';
import type { Clock } from '../base/clock.ts';

/** A page that is gone without a word is found out within two of these. */
const heartbeatMs = 20_000;
/** A reader that has not taken so much yet gets no more on top. */
const mostWaitingBytes = 256 * 1024;
const socketsPerSession = 64;

/** Codes of a WebSocket's close: the words broke the rules, no room for more, going away. */
const closeCodes = { broken: 1008, full: 1013, leaving: 1001 } as const;

const message = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('watch'), watched: z.unknown() }),
  z.strictObject({ type: z.literal('ping') }),
]);

/** Snapshots over WebSockets. */
export interface Push {
  /** Serves one socket of a session until it closes. */
  serve(socket: WebSocket, session: string): void;
  close(): void;
}

export function createPush(api: Pick<Api, 'connect'>, clock: Pick<Clock, 'every'>): Push {
  const sockets = new Map<WebSocket, string>();

  return {
    serve(socket, session) {
      const others = [...sockets.values()].filter(each => each === session).length;
      if (others >= socketsPerSession) return socket.close(closeCodes.full);
      sockets.set(socket, session);
      const connection = api.connect((snapshot: Snapshot) => {
        if (socket.readyState !== socket.OPEN || socket.bufferedAmount > mostWaitingBytes) return false;
        socket.send(JSON.stringify({ type: 'snapshot', snapshot }));
        return true;
      });

      let isAlive = true;
      const heart = clock.every(heartbeatMs, () => {
        if (!isAlive) return socket.terminate();
        isAlive = false;
        socket.ping();
      });
      socket.on('pong', () => {
        isAlive = true;
      });
      socket.on('message', (data, isBinary) => {
        isAlive = true;
        try {
          if (isBinary) throw new TypeError('text alone is understood');
          const said = message.parse(JSON.parse(String(data)));
          if (said.type === 'watch') connection.watch(said.watched);
          // The page can't see the pings of the protocol itself, and asks in words.
          else if (socket.bufferedAmount <= mostWaitingBytes) socket.send(JSON.stringify({ type: 'pong' }));
        } catch {
          socket.close(closeCodes.broken);
        }
      });
      socket.once('close', () => {
        heart.stop();
        connection.close();
        sockets.delete(socket);
      });
    },
    close() {
      for (const socket of sockets.keys()) socket.close(closeCodes.leaving);
    },
  };
}
