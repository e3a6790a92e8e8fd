import { createHash, type Hash } from 'node:crypto';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What passes a tap, in the order in which it does; a listener that kills does so before anything else moves. */
export interface TapListener {
  /** The request came in and has not gone on. Counted from 1 since `listen`. */
  arrived?(count: number): void;
  /** The bucket has carried it out, and the answer has not gone on. Counted as the requests. */
  answered?(count: number): void;
  /** The answer is with the client's operating system. */
  delivered?(count: number): void;
  /** Bytes of bodies since `listen`. */
  moved?(bytes: number): void;
}

export interface TapFigures {
  /** Bytes of files, of complete bodies or not. */
  readonly sentBytes: number;
  /** Of these, what the bucket had received before as the same part, object or append, and what broke off. */
  readonly sentTwiceBytes: number;
  /** Of these bodies, those that were under way at a strike, with what of them still came after it. */
  readonly struckBytes: number;
}

/** A body whose answer is with the client's operating system. */
export interface Delivered {
  readonly key: string;
  /** Null for what is no part. */
  readonly part: number | null;
  readonly bytes: number;
  /** MD5, lower-case hex. */
  readonly hash: string;
}

/** The line between the engine and a bucket process that comes and goes; its address stays. */
export interface Tap {
  readonly url: string;
  /** Null while the bucket is dead: whoever connects is cut off before a byte of a body is read. */
  leadTo(port: number | null): void;
  /** Replaces the listener before. */
  listen(listener: TapListener): void;
  figures(): TapFigures;
  /** A program that sends begins to live: what is delivered from now on is delivered to it. */
  begin(): void;
  /** Somebody dies now. Where it is the sender, what it has left in the buffers of its operating system still comes. */
  strike(isSender: boolean): void;
  /** What was delivered to the program that was begun last, oldest first. */
  delivered(): readonly Delivered[];
  close(): Promise<void>;
}

export async function openTap(): Promise<Tap> {
  let port: number | null = null;
  let listener: TapListener = {};
  let requests = 0;
  let moved = 0;
  let sentBytes = 0;
  let sentTwiceBytes = 0;
  let struckBytes = 0;
  let isSenderDead = false;
  let delivered: Delivered[] = [];
  const known = new Set<string>();
  const open = new Set<Passing>();

  function count(passing: Passing, chunk: Buffer): void {
    passing.hash.update(chunk);
    passing.bytes += chunk.length;
    if (passing.isStruck) struckBytes += chunk.length;
    sentBytes += chunk.length;
    moved += chunk.length;
    listener.moved?.(moved);
  }

  /** The same bytes for the same place a second time, and bytes of a body that broke off, are sent in vain. */
  function settle(passing: Passing, isDelivered: boolean): void {
    if (!open.delete(passing)) return;
    const { bytes, length, place, key, part } = passing;
    const hash = passing.hash.digest('hex');
    if (isDelivered) delivered.push({ key, part, bytes, hash });
    const identity = `${place} ${hash}`;
    if (bytes < length || known.has(identity)) sentTwiceBytes += bytes;
    else known.add(identity);
  }

  const server = createServer((incoming, outgoing) => {
    const number = ++requests;
    listener.arrived?.(number);
    if (port === null) {
      incoming.socket.destroy();
      return;
    }
    const passing = passingOf(incoming, isSenderDead);
    if (passing) open.add(passing);
    pass({
      ...{ incoming, outgoing, port },
      onBody: chunk => passing && count(passing, chunk),
      onAnswer: () => listener.answered?.(number),
      onDelivered() {
        if (passing) settle(passing, true);
        listener.delivered?.(number);
      },
      onBroken: () => passing && settle(passing, false),
    });
  });
  server.requestTimeout = 0;
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(at) {
      port = at;
    },
    listen(next) {
      listener = next;
      requests = 0;
      moved = 0;
    },
    figures: () => ({ sentBytes, sentTwiceBytes, struckBytes }),
    begin() {
      isSenderDead = false;
      delivered = [];
    },
    strike(isSender) {
      isSenderDead ||= isSender;
      for (const passing of open) {
        if (!passing.isStruck) struckBytes += passing.bytes;
        passing.isStruck = true;
      }
    },
    delivered: () => delivered,
    close() {
      server.closeAllConnections();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}

/** A body with bytes of a file, on its way. */
interface Passing {
  /** Where the bytes belong, whichever upload they are sent for. */
  readonly place: string;
  readonly key: string;
  readonly part: number | null;
  readonly length: number;
  readonly hash: Hash;
  bytes: number;
  isStruck: boolean;
}

/** Null for requests that carry no bytes of a file. */
function passingOf(incoming: IncomingMessage, isStruck: boolean): Passing | null {
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://bucket');
  const isAppend = incoming.method === 'POST' && searchParams.has('append');
  if (incoming.method !== 'PUT' && !isAppend) return null;
  const place = `${pathname} ${searchParams.get('partNumber')} ${searchParams.get('position')}`;
  const length = Number(incoming.headers['content-length'] ?? 0);
  if (length === 0) return null;
  const number = searchParams.get('partNumber');
  // The bucket is the first name of a path.
  const key = decodeURIComponent(pathname.split('/').slice(2).join('/'));
  const part = number === null ? null : Number(number);
  return { place, key, part, length, hash: createHash('md5'), bytes: 0, isStruck };
}

interface Passage {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly port: number;
  onBody(chunk: Buffer): void;
  onAnswer(): void;
  onDelivered(): void;
  onBroken(): void;
}

/** Hands a request on as it is, and its answer back; when one side breaks, so does the other. */
function pass({ incoming, outgoing, port, onBody, onAnswer, onDelivered, onBroken }: Passage): void {
  const { method, url, rawHeaders } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path: url, headers: rawHeaders, agent: false });
  const breakOff = () => {
    onBroken();
    incoming.socket.destroy();
    onward.destroy();
  };
  onward.on('error', breakOff);
  onward.on('socket', socket => {
    socket.once('connect', () => {
      incoming.on('data', (chunk: Buffer) => {
        onBody(chunk);
        if (!onward.write(chunk)) {
          incoming.pause();
          onward.once('drain', () => incoming.resume());
        }
      });
      incoming.on('end', () => onward.end());
    });
  });
  incoming.on('error', breakOff);
  outgoing.on('close', () => {
    if (outgoing.writableFinished) onDelivered();
    else breakOff();
  });
  onward.on('response', answer => {
    onAnswer();
    answer.on('error', breakOff);
    answer.on('aborted', breakOff);
    outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(outgoing);
  });
}
