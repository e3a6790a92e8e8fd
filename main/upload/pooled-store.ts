import { AppError } from '../base/app-error.ts';
import type { CredentialSource } from '../model/credentials.ts';
import type { LaneName } from '../model/lane.ts';
import type { Body, ObjectStore } from '../remote/object-store.ts';
import type { StoreSetup } from '../remote/store-setup.ts';
import type { FileSlice } from './file-slice.ts';
import type { Pool } from './pool.ts';
import { putVerified, type SentBody, sendVerifiedPart } from './send.ts';

/** Stands for a slice of a file on the thread that only hands out work. */
export interface SliceTicket extends Body {
  readonly slice: FileSlice;
  /** Names this work across attempts: `transfer:part`. */
  readonly subject: string;
  readonly lane: LaneName;
  /** As of a `put` job; parts belong to a file that was looked at as a whole. */
  readonly followsLinks: boolean;
}

/** A body for `withPool` stores alone: its bytes are read by the worker that gets the job. */
export function sliceTicket(
  slice: FileSlice,
  subject: string,
  lane: LaneName,
  followsLinks = true,
): SliceTicket {
  const elsewhere = () => {
    throw new AppError('bug', 'the bytes of a slice are read by a worker');
  };
  return { size: slice.size, slice, subject, lane, followsLinks, digest: elsewhere, open: elsewhere };
}

/** A body in this thread's memory that knows its checksum is held against the store's answer like a file's slice. */
function isSentBody(body: Body): body is SentBody {
  return 'sentChecksum' in body;
}

function isTicket(body: Body): body is SliceTicket {
  return 'slice' in body;
}

/**
 * The same store with `put` and `sendPart` of file slices done by worker threads. Their answers carry the checksum of
 * the bytes that were read, already compared with the store's; other bodies are sent from this thread.
 */
export function withPool(
  inner: ObjectStore,
  setup: StoreSetup,
  pool: Pool,
  credentials: CredentialSource,
): ObjectStore {
  /** What this thread has learned of endpoint and region goes along with each job. */
  const currentSetup = (): StoreSetup => ({ ...setup, address: inner.address });
  return {
    ...inner,
    get address() {
      return inner.address;
    },
    put(key, body, options, signal) {
      if (isSentBody(body))
        return putVerified(inner, { key, options, algorithm: inner.algorithm }, body, signal);
      if (!isTicket(body)) return inner.put(key, body, options, signal);
      const { slice, followsLinks } = body;
      return pool.run(
        {
          ...{ type: 'put', setup: currentSetup(), key, options, algorithm: inner.algorithm },
          ...{ slice, followsLinks },
        },
        body,
        () => credentials.current(signal),
        signal,
      );
    },
    sendPart(part, signal) {
      const { key, uploadId, body, ...rest } = part;
      const upload = { key, uploadId };
      if (isSentBody(body)) return sendVerifiedPart(inner, { upload, ...rest }, body, signal);
      if (!isTicket(body)) return inner.sendPart(part, signal);
      const { slice } = body;
      return pool.run(
        { type: 'sendPart', setup: currentSetup(), upload, ...rest, slice },
        body,
        () => credentials.current(signal),
        signal,
      );
    },
  };
}
