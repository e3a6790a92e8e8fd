import { checkBucketName } from './bucket-name.ts';
import type { ObjectStore } from './object-store.ts';
import { createOssStore } from './oss.ts';
import { createS3Store } from './s3.ts';
import type { StoreHooks, StoreSetup } from './store-setup.ts';

/** The bucket of a setup, without retry or log. Throws `account.invalid` for a bucket name that can't be one. */
export function openStore(setup: StoreSetup, hooks: StoreHooks): ObjectStore {
  const { kind, bucket } = setup.address;
  checkBucketName(kind, bucket);
  switch (kind) {
    case 'oss':
      return createOssStore(setup, hooks);
    case 's3':
      return createS3Store(setup, hooks);
  }
}
