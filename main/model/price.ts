/** What a store asks for. */
export interface Price {
  /** For 2^30 bytes kept for a month, as both services count. */
  readonly perGbMonth: number;
  /** For 10,000 requests that write or list; null where nobody said. */
  readonly per10000Put: number | null;
  /** For 10,000 requests that read; null where nobody said. */
  readonly per10000Get: number | null;
  /** As the user wrote it; empty when they did not. */
  readonly currency: string;
}
