/** What this checker has to know of a request. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly bodyBytes: number;
  readonly isOpen: boolean;
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
  #allowed = 0;
  readonly #partBytes: number;

  constructor(partBytes: number) {
    this.#partBytes = partBytes;
  }

  ended(request: SeenRequest): void {
    const part = partOf(request);
    if (part === null) return;
    this.#sizes.set(part, Math.max(this.#sizes.get(part) ?? 0, request.bodyBytes));
    this.#sent.set(part, (this.#sent.get(part) ?? 0) + request.bodyBytes);
    if (request.faults.length > 0) this.#allowed += this.#partBytes;
  }

  /** Something happened that ends whatever is under way. */
  interrupted(open: readonly SeenRequest[], others: number): void {
    const parts = open.filter(request => partOf(request) !== null).length;
    this.#allowed += (parts + others) * this.#partBytes;
  }

  get twiceBytes(): number {
    let twice = 0;
    for (const [part, sent] of this.#sent) twice += Math.max(0, sent - (this.#sizes.get(part) ?? 0));
    return twice;
  }

  get allowedBytes(): number {
    return this.#allowed;
  }
}
