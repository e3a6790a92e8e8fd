import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type {
  ListedObject,
  ListQuery,
  ObjectStore,
  PendingUpload,
  StoredPart,
  UploadRef,
  UploadsPage,
} from './object-store.ts';

/** All parts of an upload in number order, page by page. */
export async function* eachPart(
  store: ObjectStore,
  upload: UploadRef,
  signal: AbortSignal,
): AsyncGenerator<StoredPart, void, void> {
  for (let after: number | null = 0; after !== null; ) {
    const page = await store.listParts(upload, after, signal);
    yield* page.parts;
    if (page.next !== null && page.next <= after) throw notAdvancing();
    after = page.next;
  }
}

/** All unfinished uploads whose key begins with `prefix`; those after one, which need not be there any more, where it is named. */
export async function* eachUpload(
  store: ObjectStore,
  prefix: string,
  signal: AbortSignal,
  first: UploadsPage['next'] = null,
): AsyncGenerator<PendingUpload, void, void> {
  let after = first;
  do {
    const page: UploadsPage = await store.listUploads(prefix, after, signal);
    yield* page.uploads;
    if (page.next !== null && page.next.key === after?.key && page.next.uploadId === after.uploadId) {
      throw notAdvancing();
    }
    after = page.next;
  } while (after !== null);
}

/** All objects of a query in UTF-8 byte order of their keys; groups are left out. */
export async function* eachObject(
  store: ObjectStore,
  query: Omit<ListQuery, 'token'>,
  signal: AbortSignal,
): AsyncGenerator<ListedObject, void, void> {
  for await (const page of eachPage(store, query, signal)) yield* page;
}

/** The same page by page, each with its own retries where the store has them; 1,000 objects a request unless told otherwise. */
export async function* eachPage(
  store: ObjectStore,
  query: Omit<ListQuery, 'token'>,
  signal: AbortSignal,
): AsyncGenerator<readonly ListedObject[], void, void> {
  let token: string | null = null;
  do {
    const page = await store.list(token === null ? query : { ...query, token }, signal);
    yield page.objects;
    if (page.next !== null && page.next === token) throw notAdvancing();
    token = page.next;
  } while (token !== null);
}

/** A server that names the same page again would keep us listing for ever. */
function notAdvancing(): AppError {
  return new AppError(
    'remote.not-storage',
    'a listing does not advance from page to page',
    problem('answer.paging'),
  );
}
