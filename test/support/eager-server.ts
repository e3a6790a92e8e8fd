import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import { closeConnections } from '../../main/remote/dispatcher.ts';

export interface EagerServer {
  readonly port: number;
  /** How many connections were made so far. */
  connections(): Promise<number>;
}

const program = `
  const { createServer } = require('node:net');
  const { parentPort, workerData } = require('node:worker_threads');
  let connections = 0;
  const server = createServer(socket => {
    connections += 1;
    let head = '';
    let left = 0;
    socket.on('error', () => {});
    socket.on('data', bytes => {
      let body = bytes.length;
      if (left === 0) {
        head += bytes.toString('latin1');
        const end = head.indexOf('\\r\\n\\r\\n');
        if (end < 0) return;
        body = head.length - end - 4;
        head = '';
        left = workerData.size;
      }
      left -= body;
      if (left === 0) socket.write('HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\n\\r\\n');
    });
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
  parentPort.on('message', () => parentPort.postMessage(connections));
`;

/**
 * A server for one test, in a thread of its own so that its answer to a body of `size` bytes can be there before the client has looked up
 * from sending it.
 */
export async function startEager(size: number): Promise<EagerServer> {
  const thread = new Worker(program, { eval: true, workerData: { size } });
  const [port] = (await once(thread, 'message')) as [number];
  onTestFinished(async () => {
    await closeConnections();
    await thread.terminate();
  });
  return {
    port,
    async connections() {
      thread.postMessage('count');
      const [count] = (await once(thread, 'message')) as [number];
      return count;
    },
  };
}
