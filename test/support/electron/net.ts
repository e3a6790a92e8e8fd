import { EventEmitter } from 'node:events';
import { request as requestPlain } from 'node:http';
import type { ClientRequest, Net } from 'electron';
import { strict } from './strict.ts';

/** How electron-updater asks. */
interface Asked {
  readonly method?: string;
  readonly protocol?: string;
  readonly hostname?: string;
  readonly port?: string | number;
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

/** Chromium's requests of the main process, by Node's own means; answers are streams here as there. */
class StandInRequest extends EventEmitter implements Pick<ClientRequest, 'abort'> {
  readonly #request: ReturnType<typeof requestPlain>;
  readonly #self: StandInRequest;

  constructor({ method = 'GET', protocol, hostname, port, path, headers = {} }: Asked) {
    super();
    if (protocol !== 'http:') throw new Error(`the stand-in asks no ${protocol} servers`);
    this.#request = requestPlain({ method, hostname, port, path, headers });
    this.#self = strict('ClientRequest', this as StandInRequest);
    this.#request.on('response', response => this.emit('response', response));
    this.#request.on('error', thrown => this.emit('error', thrown));
    // biome-ignore lint/correctness/noConstructorReturn: whoever makes a request gets the one that is strict
    return this.#self;
  }

  end(): StandInRequest {
    this.#request.end();
    return this.#self;
  }

  abort(): void {
    this.#request.destroy();
  }
}

class StandInNet implements Pick<Net, 'isOnline' | 'online'> {
  online = true;
  isOnline = (): boolean => this.online;
  request = (asked: Asked): StandInRequest => new StandInRequest(asked);
}

export const net = strict('net', new StandInNet());
