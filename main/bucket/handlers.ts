import { appendObject } from './append.ts';
import {
  bucketInfo,
  bucketLocation,
  bucketStat,
  createBucket,
  deleteBucket,
  headBucket,
  listBuckets,
} from './buckets.ts';
import type { Handler } from './call.ts';
import { callbackKey } from './callback/public-key.ts';
import { completeUpload } from './complete.ts';
import { copyObject } from './copy.ts';
import { deleteMany } from './delete-many.ts';
import { listObjects } from './listing.ts';
import { deleteObject, getObject, headObject, putObject } from './objects.ts';
import type { Operation } from './operation.ts';
import { bucketAcl, bucketSetting, bucketVersioning, objectAcl, objectTagging } from './settings.ts';
import { listParts, listUploads } from './upload-listing.ts';
import { abandonUpload, beginUpload, copyPart, sendPart } from './uploads.ts';

/** Who carries out what. */
export const handlers: Readonly<Record<Operation, Handler>> = {
  callbackKey,
  listBuckets,
  createBucket,
  headBucket,
  deleteBucket,
  bucketInfo,
  bucketLocation,
  bucketStat,
  bucketAcl,
  bucketVersioning,
  bucketSetting,
  list: listObjects,
  listUploads,
  deleteMany,
  put: putObject,
  get: getObject,
  head: headObject,
  delete: deleteObject,
  objectAcl,
  objectTagging,
  copy: copyObject,
  append: appendObject,
  begin: beginUpload,
  sendPart,
  copyPart,
  complete: completeUpload,
  abandon: abandonUpload,
  listParts,
};
