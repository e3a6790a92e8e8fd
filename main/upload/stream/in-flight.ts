/** Counts the bytes of one request; a request that is tried again starts from 0. */
export interface MovedCounter {
  /** Of the request: `transfer:part`. */
  readonly subject: string;
  restart(): void;
  add(bytes: number): void;
  /** The request is over, and its bytes are confirmed or lost. */
  end(): void;
}

/** Bytes handed to the network by the requests of this thread, as the pool counts those of its workers. */
export interface InFlight {
  track(subject: string): MovedCounter;
  moving(): Iterable<readonly [subject: string, bytes: number]>;
  sending(): Iterable<number>;
}

export function createInFlight(): InFlight {
  const moved = new Map<string, number>();
  return {
    track: subject => ({
      subject,
      restart: () => void moved.set(subject, 0),
      add: bytes => void moved.set(subject, (moved.get(subject) ?? 0) + bytes),
      end: () => void moved.delete(subject),
    }),
    moving: () => moved,
    sending: () => moved.values(),
  };
}
