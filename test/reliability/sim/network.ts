import { createHash } from 'node:crypto';
import { type Exchange, type SentRequest, SimExchange } from './exchange.ts';
import { stage } from './stage.ts';
import type { FakeServer } from './stand-ins/http.ts';

/** What became of one request, as somebody between both sides saw it. */
export interface RequestRecord {
  readonly number: number;
  readonly method: string;
  /** With its query, as sent. */
  readonly path: string;
  /** Of a copy, as sent. */
  readonly copySource: string | null;
  readonly owner: string;
  /** Of the body, as far as it came to the server. */
  bodyBytes: number;
  /** Of the body, as it was to be. */
  readonly wholeBytes: number;
  /** MD5 of what came of the body, in lower-case hex. */
  readonly bodyHash: string;
  /** True once an answer with a status below 300 has come back whole. */
  isAnswered: boolean;
  /** True while neither side has ended it. */
  isOpen: boolean;
  /** Faults that struck it. */
  readonly faults: string[];
  /** What its answer's list lacks, as in `SpoiltAnswer`. */
  leftOut: string | null;
  status: number | null;
}

/** The one network of a run: everything between undici and the server. */
export class Network {
  #server: FakeServer | null = null;
  readonly #open = new Set<SimExchange>();
  /** Every request of the run, in the order in which they began. */
  readonly records: RequestRecord[] = [];
  /** Which exchange the server is being handed just now. */
  accepting: Exchange | null = null;
  /** Told before a request is carried out, and after it ended. */
  onBegin: (record: RequestRecord) => void = () => {};
  onEnd: (record: RequestRecord) => void = () => {};

  listen(server: FakeServer): void {
    this.#server = server;
  }

  /** Requests under way. */
  get open(): readonly RequestRecord[] {
    return [...this.#open].map(({ record }) => record);
  }

  closeAll(): void {
    for (const exchange of [...this.#open]) exchange.breakOff();
  }

  request(sent: SentRequest): Promise<unknown> {
    const { scheduler } = stage();
    const body = createHash('md5');
    const record: RequestRecord = {
      number: this.records.length + 1,
      method: sent.method,
      path: sent.path,
      copySource: sent.headers['x-oss-copy-source'] ?? sent.headers['x-amz-copy-source'] ?? null,
      owner: scheduler.owner.name,
      bodyBytes: 0,
      wholeBytes: sent.body === null ? 0 : Number(sent.headers['content-length'] ?? 0),
      get bodyHash() {
        return body.copy().digest('hex');
      },
      isAnswered: false,
      isOpen: true,
      faults: [],
      leftOut: null,
      status: null,
    };
    this.records.push(record);
    const exchange = new SimExchange(sent, record, body, scheduler.owner, () => {
      this.#open.delete(exchange);
      record.isOpen = false;
      this.onEnd(record);
    });
    this.#open.add(exchange);
    this.onBegin(record);
    return exchange.begin(this.#server, () => {
      this.accepting = exchange;
      return () => {
        this.accepting = null;
      };
    });
  }
}
