import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';

export interface SingleInstance {
  readonly isFirst: boolean;
  /** Resolves when the first one has been told of this one. */
  delivered(): Promise<void>;
  release(): void;
}

type OnSecond = (argv: readonly string[], workingDirectory: string, data: unknown) => void;

/** One process for a folder of user data, by a file with its id and a socket beside it. */
export function createSingleInstance(userData: string, data: unknown, onSecond: OnSecond): SingleInstance {
  const file = join(userData, 'instance.pid');
  const socket = join(userData, 'instance.sock');
  if (isHeld(file)) {
    const delivery = tell(socket, { argv: process.argv, cwd: process.cwd(), data });
    return { isFirst: false, delivered: () => delivery, release() {} };
  }
  writeFileSync(file, String(process.pid));
  rmSync(socket, { force: true });
  const server = createServer(peer => {
    let text = '';
    peer.on('data', chunk => {
      text += String(chunk);
    });
    peer.on('end', () => {
      const said = JSON.parse(text) as { argv: string[]; cwd: string; data: unknown };
      onSecond(said.argv, said.cwd, said.data);
    });
    peer.on('error', () => {});
  });
  let isReleased = false;
  server.listen(socket);
  server.unref();
  return {
    isFirst: true,
    delivered: async () => {},
    release() {
      if (isReleased) return;
      isReleased = true;
      server.close();
      rmSync(file, { force: true });
      rmSync(socket, { force: true });
    },
  };
}

function isHeld(file: string): boolean {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

function tell(socket: string, words: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const peer = connect(socket, () => peer.end(JSON.stringify(words)));
    peer.on('close', () => resolve());
    peer.on('error', reject);
  });
}
