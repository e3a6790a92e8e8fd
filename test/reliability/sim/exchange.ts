import type { Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { RequestRecord } from './network.ts';
import { isOutsider, type Owner } from './owner.ts';
import { Channel } from './scheduler.ts';
import type { PlainAnswer, SpoiltAnswer } from './spoil-answer.ts';
import { stage } from './stage.ts';
import { FakeMessage, FakeResponse, type FakeServer } from './stand-ins/http.ts';

/** One request as undici is given it. */
export interface SentRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array> | null;
  readonly signal: AbortSignal | null;
}

type Spoil = (answer: PlainAnswer) => SpoiltAnswer | null;

/** What the faults may ask of an exchange. */
export interface Exchange {
  readonly record: RequestRecord;
  /** What is made of the answer before it is sent; null leaves it as it is. */
  spoil: Spoil;
  /** Told when the server resets the connection. */
  onReset: () => void;
}

/** What comes back, in order. */
type Back =
  | { readonly is: 'head'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly is: 'bytes'; readonly bytes: Buffer }
  | { readonly is: 'end' }
  | { readonly is: 'broken'; readonly code: string };

const codes: Readonly<
  Record<string, { readonly code: string; readonly syscall?: string; readonly text: string }>
> = {
  ECONNREFUSED: { code: 'ECONNREFUSED', syscall: 'connect', text: 'connect ECONNREFUSED' },
  ENOTFOUND: { code: 'ENOTFOUND', syscall: 'getaddrinfo', text: 'getaddrinfo ENOTFOUND' },
  ECONNRESET: { code: 'ECONNRESET', syscall: 'read', text: 'read ECONNRESET' },
  UND_ERR_SOCKET: { code: 'UND_ERR_SOCKET', text: 'other side closed' },
};

function networkFailure(code: string): Error {
  const { text, ...facts } = codes[code] ?? { code, text: code };
  return Object.assign(new Error(text), facts);
}

/** One request and its answer, with all that can break on the way. Both sides see what they would see over a real connection. */
export class SimExchange implements Exchange {
  readonly record: RequestRecord;
  spoil: Spoil = () => null;
  onReset: () => void = () => {};
  readonly #sent: SentRequest;
  readonly #bodyHash: Hash;
  readonly #client: Owner;
  readonly #onOver: () => void;
  readonly #back: Channel<Back>;
  readonly #answer = Promise.withResolvers<unknown>();
  #message: FakeMessage | null = null;
  #response: FakeResponse | null = null;
  #body: Readable | null = null;
  #isOver = false;
  #onAbort: () => void = () => {};

  constructor(sent: SentRequest, record: RequestRecord, bodyHash: Hash, client: Owner, onOver: () => void) {
    this.#sent = sent;
    this.#bodyHash = bodyHash;
    this.record = record;
    this.#client = client;
    this.#onOver = onOver;
    this.#back = new Channel(stage().scheduler, client, `answer ${record.number}`, back =>
      this.#receive(back),
    );
    // Nobody may be left to hear of it.
    this.#answer.promise.catch(() => {});
  }

  begin(server: FakeServer | null, accept: () => () => void): Promise<unknown> {
    const { scheduler, faults } = stage();
    const { signal } = this.#sent;
    this.#onAbort = () => this.#leave(signal?.reason);
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    const onDeath = () => this.#dropFromClient();
    this.#client.atDeath.add(onDeath);
    const isSpared = isOutsider(this.record.owner);
    const failure = isSpared
      ? null
      : faults.next('request', does => does === 'unreachable' || does === 'noName');
    if (failure !== null || !server) {
      this.record.faults.push(failure ?? 'unreachable');
      this.#back.send({ is: 'broken', code: failure === 'noName' ? 'ENOTFOUND' : 'ECONNREFUSED' });
      return this.#answer.promise;
    }
    const { owner } = server;
    scheduler.post(owner, `request ${this.record.number} ${this.record.method} ${this.record.path}`, () => {
      if (this.#isOver) return;
      const message = new FakeMessage(this.#sent, this.#socket());
      const response = new FakeResponse(message.method, this.#socket(), {
        head: (status, headers) => this.#back.send({ is: 'head', status, headers }),
        bytes: bytes => this.#back.send({ is: 'bytes', bytes }),
        end: () => this.#back.send({ is: 'end' }),
        spoil: answer => {
          const spoilt = this.spoil(answer);
          if (spoilt) this.record.faults.push(spoilt.does);
          this.record.leftOut = spoilt?.leftOut ?? null;
          return spoilt ?? answer;
        },
      });
      this.#message = message;
      this.#response = response;
      const done = accept();
      server.emit('request', message, response);
      done();
      scheduler.post(this.#client, `send ${this.record.number}`, () => void this.#sendBody(owner));
    });
    return this.#answer.promise;
  }

  /** The server's end of the connection. */
  #socket() {
    return {
      destroy: () => this.breakOff('UND_ERR_SOCKET'),
      resetAndDestroy: () => {
        this.onReset();
        this.breakOff('ECONNRESET');
      },
      write: () => true,
    };
  }

  /** The connection breaks, from the server's side. */
  breakOff(code = 'ECONNRESET'): void {
    this.#message?.lose();
    this.#response?.lose();
    this.#back.send({ is: 'broken', code });
  }

  async #sendBody(server: Owner): Promise<void> {
    const { scheduler } = stage();
    const { body } = this.#sent;
    const give = (label: string, run: () => void) =>
      new Promise<void>(resolve => {
        scheduler.post(server, `${label} ${this.record.number}`, () => {
          run();
          scheduler.post(this.#client, `taken ${this.record.number}`, resolve);
        });
      });
    try {
      if (body) {
        for await (const chunk of body) {
          if (this.#isOver) return;
          // Whoever gave the chunk uses its memory again.
          const bytes = Buffer.from(chunk);
          await give('body', () => {
            if (this.#isOver) return;
            this.record.bodyBytes += bytes.length;
            this.#bodyHash.update(bytes);
            this.#message?.push(bytes);
          });
          if (this.#isOver) return;
        }
      }
      await give('body end', () => this.#message?.finish());
    } catch (thrown) {
      // The source failed: undici gives the connection up.
      this.#fail(thrown);
      this.#loseAtServer();
    }
  }

  #receive(back: Back): void {
    if (this.#isOver) return;
    switch (back.is) {
      case 'head':
        this.record.status = back.status;
        this.#body = this.#makeBody();
        this.#answer.resolve({ statusCode: back.status, headers: back.headers, body: this.#body });
        return;
      case 'bytes':
        this.#body?.push(back.bytes);
        return;
      case 'end':
        this.record.isAnswered = (this.record.status ?? 500) < 300;
        this.#body?.push(null);
        this.#end();
        // A connection whose request was answered before it was all sent is of no more use.
        if (this.#message?.complete === false) this.#loseAtServer();
        return;
      case 'broken':
        this.#fail(networkFailure(back.code));
    }
  }

  #makeBody(): Readable {
    return new Readable({
      read() {},
      destroy: (error, callback) => {
        if (!this.#isOver) {
          this.#end();
          this.#loseAtServer();
        }
        callback(error);
      },
    });
  }

  /** The client gives up: its signal fired. */
  #leave(reason: unknown): void {
    if (this.#isOver) return;
    this.#fail(reason);
    this.#loseAtServer();
  }

  #dropFromClient(): void {
    if (this.#isOver) return;
    this.#end();
    this.#loseAtServer();
  }

  #fail(reason: unknown): void {
    if (this.#isOver) return;
    this.#end();
    if (this.#body) this.#body.destroy(reason instanceof Error ? reason : new Error(String(reason)));
    else this.#answer.reject(reason);
  }

  /** The server learns a moment later that nobody is there any more. */
  #loseAtServer(): void {
    const { scheduler, server } = stage();
    scheduler.post(server, `gone ${this.record.number}`, () => {
      this.#message?.lose();
      this.#response?.lose();
    });
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#sent.signal?.removeEventListener('abort', this.#onAbort);
    this.#onOver();
  }
}
