import type { Facts } from '../../base/app-error.ts';
import type { Language } from '../../text/language.ts';
import { showTarget } from '../proof-text.ts';
import { type PutItem, shownTitleOf } from './put-item.ts';

/** What is known about an item without asking anybody; fills the gaps in the sentences about its errors. */
export function contextOf(item: PutItem, language: Language): Facts {
  const { address } = item.access;
  return {
    path: shownTitleOf(item, language),
    key: item.key,
    bucket: address.bucket,
    endpoint: address.endpoint,
    region: address.region,
    target: showTarget(address, item.key),
    command: 'put',
  };
}
