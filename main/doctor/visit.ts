import { AppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { BucketAccess } from '../model/access.ts';
import type { Checksum } from '../model/checksum.ts';
import type { BegunUpload, Notice, ObjectStore, SentPart, UploadRef } from '../remote/object-store.ts';
import type { NetworkSetup } from '../remote/store-setup.ts';
import type { ProxyEnvironment } from './proxy-route.ts';

/** What one self-test works with. */
export interface Visit {
  readonly access: BucketAccess;
  readonly network: NetworkSetup;
  readonly proxies: ProxyEnvironment;
  readonly clock: Clock;
  /** Ends in `/`; holds nothing but what this test makes. */
  readonly prefix: string;
  /** Repeats a request a few times after passing trouble. */
  readonly store: ObjectStore;
  /** The same bucket under another checksum; S3 alone. */
  readonly storeWith: (checksum: BucketAccess['checksum']) => ObjectStore;
  /** Fires when the test is to end, and when the check at hand takes too long. */
  readonly signal: AbortSignal;
  readonly notes: Notes;
}

/** What checks leave for those after them. */
export interface Notes {
  /** Keys that may hold an object of ours; written before the request that makes it. */
  readonly keys: Set<string>;
  /** Uploads that were begun and not ended. */
  readonly uploads: Map<string, UploadRef & BegunUpload>;
  readonly notices: Notice[];
  /** Milliseconds that the server's clock is ahead, from the `Date` of an answer. */
  serverAheadMs: number | null;
  /** What became of the first signed request: null when it was answered as asked. */
  firstFailure: unknown;
  upload: (UploadRef & BegunUpload) | null;
  part: SentPart | null;
  /** The store's own word on the whole object, after one PUT and after an upload by parts; undefined before. */
  putChecksum: Checksum | null | undefined;
  joinedChecksum: Checksum | null | undefined;
  /** The bucket keeps old versions: what is deleted stays in its history. */
  keepsVersions: boolean;
}

export function createNotes(): Notes {
  return {
    keys: new Set(),
    uploads: new Map(),
    notices: [],
    serverAheadMs: null,
    firstFailure: null,
    upload: null,
    part: null,
    putChecksum: undefined,
    joinedChecksum: undefined,
    keepsVersions: false,
  };
}

/** The upload that `begin` has made; the checks that need it run only after that. */
export function uploadIn({ upload }: Notes): UploadRef & BegunUpload {
  if (upload) return upload;
  throw new AppError('bug', 'no upload was begun before');
}
