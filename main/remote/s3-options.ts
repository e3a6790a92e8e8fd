import type { ObjectOptions } from '../model/target.ts';
import { headersOfOptions } from './option-headers.ts';

/** What belongs to the request that creates an object or its upload. */
export function s3CreationHeaders(options: ObjectOptions): Record<string, string> {
  return {
    ...headersOfOptions('x-amz-', options),
    ...(options.acl === undefined ? {} : { 'x-amz-acl': options.acl }),
  };
}
