import { z } from 'zod';
import type { ObjectWishes, TargetView } from '../../preload/contract/targets.ts';

/** Most rows that one answer holds. */
const mostRows = 500;
/** A path of any system, and a key of any store, is shorter. */
const longestPath = 32_768;
const mostPairs = 100;

export const none = z.strictObject({});
export const id = z.string().min(1).max(200);
export const path = z.string().min(1).max(longestPath);
export const text = z.string().max(10_000);
/** Part of a key; what is too long for a key is refused with the limit of its store. */
export const keyName = z.string().min(1).max(longestPath);
export const search = z.string().max(1_000);
export const window = { offset: z.int().min(0), limit: z.int().min(1).max(mostRows) };
export const storeKind = z.enum(['oss', 's3']);
export const folderChoice = z.string().max(200).nullable();
export const moment = z.number().min(0).max(8.64e15).nullable();

export const target: z.ZodType<TargetView> = z.strictObject({
  account: z.string().min(1).max(200).nullable(),
  kind: storeKind,
  bucket: z.string().min(1).max(255),
  prefix: z.string().max(1_024),
});

const pairs = z
  .record(z.string().min(1).max(1_024), z.string().max(8_192))
  .refine(given => Object.keys(given).length <= mostPairs, `more than ${mostPairs}`);

export const objectWishes: z.ZodType<ObjectWishes> = z.strictObject({
  contentType: text.exactOptional(),
  cacheControl: text.exactOptional(),
  contentDisposition: text.exactOptional(),
  contentEncoding: text.exactOptional(),
  contentLanguage: text.exactOptional(),
  expires: text.exactOptional(),
  meta: pairs.exactOptional(),
  keepsMtime: z.boolean().exactOptional(),
  storageClass: text.exactOptional(),
  acl: text.exactOptional(),
  encryption: z
    .strictObject({ algorithm: z.enum(['AES256', 'KMS', 'SM4']), keyId: text.exactOptional() })
    .exactOptional(),
  tags: pairs.exactOptional(),
  forbidOverwrite: z.boolean().exactOptional(),
  ifMatch: text.exactOptional(),
  trafficLimit: z.number().positive().exactOptional(),
  callback: z
    .strictObject({
      urls: z.array(text).min(1).max(5),
      host: text.exactOptional(),
      body: text,
      bodyType: z.enum(['application/x-www-form-urlencoded', 'application/json']),
      sni: z.boolean().exactOptional(),
      variables: pairs,
    })
    .exactOptional(),
});
