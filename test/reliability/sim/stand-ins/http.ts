import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import type { SentRequest } from '../exchange.ts';
import type { Owner } from '../owner.ts';
import type { PlainAnswer } from '../spoil-answer.ts';
import { stage } from '../stage.ts';

/** The end of a connection that the server holds. */
export interface FakeSocket {
  destroy(): void;
  resetAndDestroy(): void;
  write(bytes: unknown): boolean;
}

/** What a server is handed of a request, in the manner of `IncomingMessage`. */
export class FakeMessage extends Readable {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly socket: FakeSocket;
  complete = false;

  constructor({ method, path, headers, origin }: SentRequest, socket: FakeSocket) {
    super({ read() {} });
    this.method = method;
    this.url = path;
    const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    this.headers = { host: new URL(origin).host, ...Object.fromEntries(lower) };
    this.socket = socket;
  }

  finish(): void {
    if (this.destroyed) return;
    this.complete = true;
    this.push(null);
  }

  /** The client is gone. */
  lose(): void {
    if (this.complete && this.readableEnded) return;
    this.on('error', () => {});
    this.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
  }
}

interface Head {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

interface ResponseHooks {
  readonly head: (status: number, headers: Readonly<Record<string, string>>) => void;
  readonly bytes: (bytes: Buffer) => void;
  readonly end: () => void;
  readonly spoil: (answer: PlainAnswer) => PlainAnswer;
}

/** What a server answers with, in the manner of `ServerResponse`. */
export class FakeResponse extends EventEmitter {
  readonly socket: FakeSocket;
  readonly #method: string;
  readonly #hooks: ResponseHooks;
  #head: Head | null = null;
  destroyed = false;

  constructor(method: string, socket: FakeSocket, hooks: ResponseHooks) {
    super();
    this.#method = method;
    this.socket = socket;
    this.#hooks = hooks;
  }

  writeContinue(): void {}

  writeHead(status: number, headers: Readonly<Record<string, string>>): void {
    this.#head = {
      status,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
    };
  }

  write(bytes: Uint8Array): boolean {
    if (this.destroyed) return false;
    this.#sendHead();
    if (this.#method !== 'HEAD' && bytes.length > 0) this.#hooks.bytes(Buffer.from(bytes));
    return true;
  }

  end(bytes?: Uint8Array): void {
    if (this.destroyed) return;
    // What was begun with pieces goes on as it began.
    const body = this.#head ? this.#spoil(this.#head, Buffer.from(bytes ?? [])) : Buffer.from(bytes ?? []);
    if (body.length > 0) this.write(body);
    this.#sendHead();
    this.#hooks.end();
    this.lose();
  }

  destroy(): void {
    if (!this.destroyed) this.socket.destroy();
  }

  /** The connection is over. */
  lose(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }

  #spoil({ status, headers }: Head, bytes: Buffer): Buffer {
    const spoilt = this.#hooks.spoil({ status, body: bytes });
    if (spoilt.body !== bytes)
      this.#head = {
        status: spoilt.status,
        headers: { ...headers, 'content-length': String(spoilt.body.length) },
      };
    return spoilt.body;
  }

  #sendHead(): void {
    if (!this.#head) return;
    this.#hooks.head(this.#head.status, this.#head.headers);
    this.#head = null;
  }
}

export class FakeServer extends EventEmitter {
  readonly owner: Owner;
  timeout = 0;

  constructor(owner: Owner) {
    super();
    this.owner = owner;
  }

  listen(_port: number, _host: string, onListening: () => void): void {
    const { scheduler, network } = stage();
    scheduler.post(this.owner, 'listen', () => {
      network.listen(this);
      onListening();
    });
  }

  address() {
    return { port: 8_080 };
  }

  close(onClosed: () => void): void {
    stage().scheduler.post(this.owner, 'closed', onClosed);
  }

  closeAllConnections(): void {
    stage().network.closeAll();
  }
}

export function createServer(): FakeServer {
  return new FakeServer(stage().scheduler.owner);
}

/** Applications that are called back are none of a history's. */
export function request(): never {
  throw new Error('the simulation has no applications');
}
