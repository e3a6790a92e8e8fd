import type { ErrorView } from '../../preload/contract/common.ts';
import type { PageWish } from '../../preload/contract/desktop.ts';
import type { AddWishes } from '../../preload/contract/transfers.ts';
import type { AnswerOf, ArgsOf, RequestName, Snapshot, Watched } from '../../preload/contract.ts';

/** Why a request failed, for those who show it. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly view: ErrorView;

  constructor(view: ErrorView) {
    super(view.message);
    this.view = view;
  }
}

/** Any failure as an error that can be told: what is no refusal of the engine is a mistake of the page. Pure. */
export function toErrorView(thrown: unknown): ErrorView {
  if (thrown instanceof RequestError) return thrown.view;
  return { code: 'bug', message: thrown instanceof Error ? thrown.message : String(thrown), facts: {} };
}

/** The engine as the page sees it, whichever way the words travel. */
export interface Client {
  /** Rejects with a `RequestError`; `net.interrupted` while the connection is lost. */
  request<K extends RequestName>(name: K, args: ArgsOf<K>): Promise<AnswerOf<K>>;
  /** At most four a second. */
  onSnapshot(listener: (snapshot: Snapshot) => void): () => void;
  /** Called at once with how it stands, and with every change. */
  onConnection(listener: (isConnected: boolean) => void): () => void;
  watch(watched: Watched): void;
  /** Of what runs the page; never in a browser. */
  onWish(listener: (wish: PageWish) => void): () => void;
  /**
   * Sends a file of the page itself and resolves when it is proven; null where files have paths that the engine can read. `onSent` is told
   * how many bytes have left the page.
   */
  readonly uploadFile:
    | ((
        file: File,
        name: string,
        wishes: AddWishes,
        signal: AbortSignal,
        onSent: (bytes: number) => void,
      ) => Promise<void>)
    | null;
  /** Absolute path of a file that was dropped; null where the page is not told. */
  pathOfFile(file: File): string | null;
}
