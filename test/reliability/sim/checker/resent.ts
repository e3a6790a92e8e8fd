import {
  identityOf,
  isDelivered,
  isSending,
  placeOf,
  type SeenRequest,
  type Sending,
  wasHarmed,
} from './sendings.ts';
import { Violation } from './violation.ts';

/** What this checker asks of the world around the program. */
export interface ResentWorld {
  now(): number;
  /** The file that the program has told last to be sent to a key. */
  sourceOf(key: string): string;
  /** Sendings that may be under way at once. */
  parallel(): number;
  /** True once the program has written down that the server holds it. */
  isRecorded(sending: Sending): boolean;
  /** What has happened since to what was stored of it, or to its file, so that it has to be sent anew; null for nothing. */
  lossSince(sending: Sending): string | null;
  fail(violation: Violation): void;
}

/**
 * Sees to it that nothing is sent twice without a reason: each sending that was in vain, and each repeated one, is charged to what has
 * happened to that very sending. That is a failure of its own request, something that ended what was under way while it was, or before
 * the answer to it was written down, or the loss of what was stored of it.
 */
export class Resent {
  readonly #world: ResentWorld;
  readonly #open = new Map<SeenRequest, Sending>();
  /** Answered, and not yet seen in the program's record. */
  readonly #unrecorded = new Set<Sending>();
  /** The last sending of each identity that came whole. */
  readonly #last = new Map<string, Sending>();
  /** The last thing that ended what was under way, and how many sendings may still be given up for it: those that it found, or their heirs. */
  #unheard = { why: '', left: 0 };
  #sentBytes = 0;
  #twiceBytes = 0;

  constructor(world: ResentWorld) {
    this.#world = world;
  }

  get sentBytes(): number {
    return this.#sentBytes;
  }

  get twiceBytes(): number {
    return this.#twiceBytes;
  }

  began(request: SeenRequest): void {
    if (!isSending(request)) return;
    const place = placeOf(request);
    const source = this.#world.sourceOf(place.key);
    this.#open.set(request, { request, place, source, beganAtMs: this.#world.now(), reason: null });
  }

  ended(request: SeenRequest): void {
    const sending = this.#open.get(request);
    if (!sending || !this.#open.delete(request)) return;
    this.#sentBytes += request.bodyBytes;
    const { faults, status } = request;
    // A refused part did not arrive: a server whose clock was moved refuses what no fault has struck.
    if (wasHarmed(request)) sending.reason = `its request met ${faults.join(', ')}`;
    else if (status !== null && status >= 400) sending.reason = `its request was refused with ${status}`;
    else if (!isDelivered(sending)) this.#giveUp(sending);
    if (request.bodyBytes === 0) return;
    if (request.bodyBytes < request.wholeBytes) {
      this.#charge(sending, sending);
      return;
    }
    const identity = identityOf(sending);
    const before = this.#last.get(identity);
    if (before) this.#charge(sending, before);
    this.#last.set(identity, sending);
    if (isDelivered(sending)) this.#unrecorded.add(sending);
  }

  /** Something happened that ends whatever is under way. */
  interrupted(why: string): void {
    this.#unheard = { why, left: this.#world.parallel() };
    for (const sending of this.#open.values()) sending.reason ??= why;
    for (const sending of this.#unrecorded) {
      this.#unrecorded.delete(sending);
      if (!this.#world.isRecorded(sending)) sending.reason ??= why;
    }
  }

  /** What was sent for a key is proven, and written down as such. */
  done(key: string): void {
    for (const sending of this.#unrecorded) if (sending.place.key === key) this.#unrecorded.delete(sending);
  }

  /** Whoever has not heard of an interruption begins another sending in the place of one that ended; no more are in flight for that. */
  #giveUp(sending: Sending): void {
    const { why, left } = this.#unheard;
    if (left > 0) sending.reason ??= why;
    if (sending.reason === why) this.#unheard.left -= 1;
  }

  #charge({ request, place, source }: Sending, before: Sending): void {
    this.#twiceBytes += request.bodyBytes;
    const isOtherFile = source !== before.source;
    if (before.reason !== null || isOtherFile || this.#world.lossSince(before) !== null) return;
    const what = `request ${request.number} sent ${request.bodyBytes} bytes of part ${place.part} of ${place.key}`;
    const why =
      request === before.request
        ? 'and gave them up'
        : `which request ${before.request.number} had ${isDelivered(before) ? 'delivered' : 'sent'}`;
    this.#world.fail(new Violation('sent twice', `${what}, ${why}, without a reason`));
  }
}
