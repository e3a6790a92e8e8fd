import type { RegionView } from '../../../preload/contract/accounts.ts';
import type { PageSaid } from '../../text/said.ts';
import type { Provider } from './account-form.ts';

export interface EndpointSuggestion {
  readonly endpoint: string;
  readonly says: PageSaid<'page-accounts'>['key'];
}

/** The endpoints that a provider has for a region, with what they are good for; none where the region is not known. Pure. */
export function endpointsOf(
  provider: Provider,
  region: string,
  regions: readonly RegionView[],
): readonly EndpointSuggestion[] {
  const found = regions.find(({ id }) => id === region.trim().replace(/^oss-/, ''));
  if (provider === 's3' || found === undefined) return [];
  const open: EndpointSuggestion = { endpoint: found.endpoint, says: 'form.endpoint.public' };
  if (provider === 'aws') return [open];
  const internal = found.endpoint.replace(/\.aliyuncs\.com$/, '-internal.aliyuncs.com');
  const accelerate = found.id.startsWith('cn-')
    ? 'https://oss-accelerate.aliyuncs.com'
    : 'https://oss-accelerate-overseas.aliyuncs.com';
  return [
    open,
    { endpoint: internal, says: 'form.endpoint.internal' },
    { endpoint: accelerate, says: 'form.endpoint.accelerate' },
  ];
}
