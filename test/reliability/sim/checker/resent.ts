/** What this checker has to know of a request. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly bodyBytes: number;
  readonly isOpen: boolean;
  /** Of the answer; null without one. */
  readonly status: number | null;
  readonly faults: readonly string[];
}

function partOf({ method, path }: SeenRequest): string | null {
  if (method !== 'PUT') return null;
  const query = new URL(path, 'http://sim').searchParams;
  const number = query.get('partNumber');
  return number === null ? null : `${query.get('uploadId')} ${number}`;
}

/** Counts the bytes of parts that were sent more than once, against those that an interruption gives reason to send again. */
export class Resent {
  readonly #sizes = new Map<string, number>();
  readonly #sent = new Map<string, number>();
  /** Requests for parts that an interruption met under way: each gives reason to send its part once more. */
  readonly #met = new Set<SeenRequest>();
  #others = 0;
  #handed = 0;
  readonly #partBytes: number;

  constructor(partBytes: number) {
    this.#partBytes = partBytes;
  }

  began(request: SeenRequest): void {
    if (this.#handed === 0 || partOf(request) === null) return;
    this.#handed -= 1;
    this.#met.add(request);
  }

  ended(request: SeenRequest): void {
    const part = partOf(request);
    if (part === null) return;
    this.#sizes.set(part, Math.max(this.#sizes.get(part) ?? 0, request.bodyBytes));
    this.#sent.set(part, (this.#sent.get(part) ?? 0) + request.bodyBytes);
    // A refused part did not arrive: a server whose clock was moved refuses what no fault has struck.
    if (request.faults.length > 0 || (request.status ?? 0) >= 400) this.#met.add(request);
  }

  /** Something happened that ends whatever is under way: requests for parts, and as many others as are said. */
  interrupted(open: readonly SeenRequest[], others: number): void {
    for (const request of open) if (partOf(request) !== null) this.#met.add(request);
    this.#others += others;
  }

  /** Everything under way is let go of; so many parts may have been handed to threads that are still to begin them. */
  letGo(open: readonly SeenRequest[], handed: number): void {
    this.interrupted(open, 0);
    this.#handed = handed;
  }

  /** Whatever was let go of has ended. */
  hasEnded(): void {
    this.#handed = 0;
  }

  get twiceBytes(): number {
    let twice = 0;
    for (const [part, sent] of this.#sent) twice += Math.max(0, sent - (this.#sizes.get(part) ?? 0));
    return twice;
  }

  get allowedBytes(): number {
    return (this.#met.size + this.#others) * this.#partBytes;
  }
}
