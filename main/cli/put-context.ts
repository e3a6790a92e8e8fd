import type { Facts } from '../base/app-error.ts';
import type { UploadWish } from '../upload/uploads.ts';
import { showTarget } from './proof-text.ts';

/** What is known about a wish without asking anybody; fills the gaps in the sentences about its errors. */
export function contextOf(wish: UploadWish): Facts {
  const { address } = wish.access;
  return {
    path: wish.path,
    key: wish.key,
    bucket: address.bucket,
    endpoint: address.endpoint,
    region: address.region,
    target: showTarget(address, wish.key),
    command: 'put',
  };
}
