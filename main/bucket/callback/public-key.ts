import type { Answer, Call } from '../call.ts';
import type { BucketRequest } from '../request.ts';

/** No bucket can be called so. */
const folder = '_longshore';
const file = 'callback-key.pem';

/** Where a server tells the public half of the key that signs its callbacks; open to everyone. */
export const publicKeyPath = `/${folder}/${file}`;

export function isPublicKey({ method, bucket, key }: BucketRequest): boolean {
  return bucket === folder && key === file && (method === 'GET' || method === 'HEAD');
}

export async function callbackKey({ place }: Call): Promise<Answer> {
  return {
    status: 200,
    headers: { 'content-type': 'application/x-pem-file' },
    body: await place.callbacks.publicKey(),
  };
}
