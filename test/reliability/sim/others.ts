import { systemClock } from '../../../main/base/clock.ts';
import type { BucketAccess } from '../../../main/model/access.ts';
import { createClockOffset } from '../../../main/remote/clock-offset.ts';
import { createMemoryBody } from '../../../main/remote/memory-body.ts';
import type { ObjectStore } from '../../../main/remote/object-store.ts';
import { openStore } from '../../../main/remote/open-store.ts';
import { Owner } from './owner.ts';
import { stage } from './stage.ts';

const never = new AbortController().signal;

/** Another machine that works in the same bucket; nothing ever goes wrong with it. */
export class Others {
  readonly #owner = new Owner('other');
  readonly #store: ObjectStore;

  constructor({ credentials, ...plain }: BucketAccess) {
    const network = {
      proxy: 'none',
      caFile: null,
      connectTimeoutMs: 5_000,
      progressTimeoutMs: 1e9,
      connections: 16,
    } as const;
    this.#store = stage().scheduler.as(this.#owner, () =>
      openStore(
        { ...plain, network, clockOffset: createClockOffset() },
        { credentials, onNotice: () => {}, now: systemClock.now },
      ),
    );
  }

  /** The server's time is learned by the first refusal. */
  put(key: string, bytes: Buffer): Promise<unknown> {
    const put = () => this.#store.put(key, createMemoryBody(bytes), {}, never);
    return this.#as(() => put().catch(put));
  }

  remove(key: string): Promise<unknown> {
    return this.#as(() => this.#store.delete(key, never));
  }

  /** All unfinished uploads end, as by a rule of the bucket. */
  async expire(uploads: readonly { readonly id: string; readonly key: string }[]): Promise<void> {
    for (const { id, key } of uploads) {
      await this.#as(() => this.#store.abandon({ key, uploadId: id }, never));
    }
  }

  #as<T>(task: () => Promise<T>): Promise<T> {
    return stage().scheduler.enter(this.#owner, 'other', task);
  }
}
