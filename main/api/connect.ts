import { z } from 'zod';
import type { ErrorView } from '../../preload/contract/common.ts';
import type { RequestName, Requests, Snapshot, Watched } from '../../preload/contract.ts';
import { AppError, isAbort, toAppError, toErrorRecord } from '../base/app-error.ts';
import type { Log } from '../base/log.ts';
import type { Desk } from '../desk/desk.ts';
import type { Schemas } from './handlers.ts';
import { ownSnapshot, sharedSnapshot } from './snapshot.ts';

/** All areas together: every request of the contract has a handler and a schema, or this does not compile. */
export interface AllAreas {
  readonly handlers: Requests;
  readonly schemas: Schemas<Requests>;
}

/** One page that is told what changes. */
export interface Connection {
  /** Rejects with `request.invalid` for what is none. */
  watch(watched: unknown): void;
  close(): void;
}

/** What transports hand words to; they hold no logic of their own. */
export interface Api {
  /** Rejects with an `AppError`: `request.unknown`, `request.invalid`, or what the handler throws. */
  request(name: string, args: unknown): Promise<unknown>;
  /**
   * `push` is called at most four times a second, and only when something is another than before. It returns false where its
   * reader can't take one now: that one is left out, and what is true later comes later.
   */
  connect(push: (snapshot: Snapshot) => boolean): Connection;
  close(): void;
}

/** Four snapshots a second is what an eye can use. */
const tickMs = 250;
const mostWatched = 200;

const watchedSchema: z.ZodType<Watched> = z.strictObject({
  transferIds: z.array(z.string().max(200)).max(mostWatched),
  detailId: z.string().max(200).nullable(),
});

interface Page {
  watched: Watched;
  last: string;
  readonly push: (snapshot: Snapshot) => boolean;
}

export function createApi(desk: Desk, { handlers, schemas }: AllAreas): Api {
  const pages = new Set<Page>();
  let ticking: { stop(): void } | null = null;

  /** All of them hear of the same moment; one that has heard it already is left alone. */
  function tellAll(some: Iterable<Page>): void {
    try {
      const shared = sharedSnapshot(desk);
      for (const page of some) tell(page, shared);
    } catch (thrown) {
      // Between two engines there is nothing to tell; the next tick finds the new one.
      if (toAppError(thrown).code !== 'request.stopped') {
        desk.log.error('a snapshot could not be made', { error: thrown });
      }
    }
  }

  function tell(page: Page, shared: ReturnType<typeof sharedSnapshot>): void {
    const snapshot: Snapshot = { ...shared, ...ownSnapshot(desk, page.watched) };
    const { atMs: _, ...totals } = snapshot.totals;
    const text = JSON.stringify({ ...snapshot, totals });
    if (text === page.last) return;
    if (page.push(snapshot)) page.last = text;
  }

  return {
    async request(name, args) {
      if (!Object.hasOwn(handlers, name)) {
        throw new AppError('request.unknown', 'there is no such request', { name: name.slice(0, 100) });
      }
      const known = name as RequestName;
      const parsed = (schemas[known] as z.ZodType).safeParse(args);
      if (!parsed.success) throw invalid(name, parsed.error);
      try {
        await desk.ready();
        // Each name has its own arguments and answer; TypeScript can't follow the union through a call.
        return await (handlers[known] as (args: unknown) => Promise<unknown>)(parsed.data);
      } catch (thrown) {
        throw tidyError(name, thrown, desk.log);
      }
    },
    connect(push) {
      const page: Page = { watched: { transferIds: [], detailId: null }, last: '', push };
      pages.add(page);
      ticking ??= desk.clock.every(tickMs, () => tellAll(pages));
      // The first comes at once, so that a page has something to draw.
      queueMicrotask(() => tellAll([page].filter(each => pages.has(each))));
      return {
        watch(watched) {
          const parsed = watchedSchema.safeParse(watched);
          if (!parsed.success) throw invalid('watch', parsed.error);
          page.watched = parsed.data;
        },
        close() {
          pages.delete(page);
          if (pages.size > 0) return;
          ticking?.stop();
          ticking = null;
        },
      };
    },
    close() {
      ticking?.stop();
      ticking = null;
      pages.clear();
    },
  };
}

/** Whatever was thrown, as an error that may cross the border. What nobody foresaw is logged. */
export function tidyError(name: string, thrown: unknown, log: Log): AppError {
  if (isAbort(thrown)) return new AppError('request.stopped', 'stopped before it was done', {}, thrown);
  const error = toAppError(thrown);
  if (error.code === 'bug') log.error('a request failed', { name, error });
  return error;
}

export function invalid(name: string, error: z.ZodError): AppError {
  const field = error.issues[0]?.path.join('.') ?? '';
  const message = `${name}: ${z.prettifyError(error).slice(0, 500)}`;
  return new AppError('request.invalid', message, { name, field: field === '' ? null : field });
}

/** A failure as it crosses the border. */
export function errorView(thrown: unknown): ErrorView {
  return toErrorRecord(thrown);
}
