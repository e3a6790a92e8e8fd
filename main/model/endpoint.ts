import { isIP } from 'node:net';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { Addressing, StoreKind } from './target.ts';

/** Which of a region's OSS host names to use; `public` where nothing is said. */
export type OssReach = 'public' | 'internal' | 'dual-stack';

/**
 * An endpoint as people write it (`oss-cn-hangzhou.aliyuncs.com`, `http://127.0.0.1:9000/`) as an origin; `https` where
 * no scheme is given. Throws `account.invalid` for anything with a path, a query, a user, or another scheme.
 */
export function endpointOrigin(text: string): string {
  const trimmed = text.trim();
  const invalid = () =>
    new AppError('account.invalid', 'this is not an endpoint', {
      ...problem('account.endpoint'),
      endpoint: trimmed,
    });
  let url: URL;
  try {
    url = new URL(trimmed.includes('://') ? trimmed : `https://${trimmed}`);
  } catch {
    throw invalid();
  }
  const plain = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (!plain || !['https:', 'http:'].includes(url.protocol) || url.hostname === '') throw invalid();
  return url.origin;
}

/**
 * The general id of a region (`cn-hangzhou`), whichever of OSS's two spellings is given. Throws `account.invalid` for what
 * can't be one; servers like S3 have names of their own.
 */
export function generalRegion(region: string): string {
  const id = region.trim().toLowerCase().replace(/^oss-/, '');
  if (/^[a-z0-9][a-z0-9._-]*$/.test(id)) return id;
  throw new AppError('account.invalid', 'this is not a region', { ...problem('account.region'), region });
}

/** The region that an endpoint's name tells, null where it tells none (acceleration, own domains, addresses). */
export function regionOfEndpoint(kind: StoreKind, endpoint: string): string | null {
  const { hostname } = new URL(endpoint);
  return kind === 'oss' ? ossRegionOfHost(hostname) : s3RegionOfHost(hostname);
}

/** The origin of a region's public service. Acceleration and own domains are endpoints that only a user can name. */
export function endpointOfRegion(kind: StoreKind, region: string, reach: OssReach = 'public'): string {
  const id = generalRegion(region);
  if (!/^[a-z0-9-]+$/.test(id))
    throw new AppError('account.invalid', 'this is not a region', { ...problem('account.region'), region });
  if (kind === 's3') return `https://s3.${id}.amazonaws.com${id.startsWith('cn-') ? '.cn' : ''}`;
  switch (reach) {
    case 'public':
      return `https://oss-${id}.aliyuncs.com`;
    case 'internal':
      return `https://oss-${id}-internal.aliyuncs.com`;
    case 'dual-stack':
      return `https://${id}.oss.aliyuncs.com`;
  }
}

/**
 * How to address a bucket when the user did not say. Addresses and `localhost` have no third-level names, so `path`; the
 * public services want `virtual`, and OSS refuses anything else. Other S3 servers seldom have wildcard names, and a
 * dotted bucket does not match a wildcard certificate, so both get `path`.
 */
export function defaultAddressing(kind: StoreKind, endpoint: string, bucket = ''): Addressing {
  const { hostname } = new URL(endpoint);
  if (isAddress(hostname) || hostname === 'localhost') return 'path';
  if (kind === 'oss') return 'virtual';
  return isPublicService(hostname) && !bucket.includes('.') ? 'virtual' : 'path';
}

/** True for hosts of AWS, where the region decides the host name. */
export function isAwsHost(hostname: string): boolean {
  return /\.amazonaws\.com(\.cn)?$/.test(hostname);
}

/** True for hosts of Alibaba Cloud. */
export function isAliyunHost(hostname: string): boolean {
  return hostname.endsWith('.aliyuncs.com');
}

function isPublicService(hostname: string): boolean {
  return isAwsHost(hostname) || isAliyunHost(hostname);
}

function isAddress(hostname: string): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}

function ossRegionOfHost(hostname: string): string | null {
  const name = /^(.+)\.aliyuncs\.com$/.exec(hostname)?.[1];
  if (name === undefined) return null;
  const dualStack = /^(?:.+\.)?([a-z0-9-]+)\.oss$/.exec(name)?.[1];
  if (dualStack) return dualStack.replace(/-internal$/, '');
  const region = /^(?:.+\.)?(?:vpc100-)?oss-([a-z0-9-]+?)(?:-internal)?$/.exec(name)?.[1];
  return region === undefined || region.startsWith('accelerate') ? null : region;
}

function s3RegionOfHost(hostname: string): string | null {
  const aliyun = ossRegionOfHost(hostname);
  if (aliyun !== null) return aliyun;
  const aws = /^(.+)\.amazonaws\.com(?:\.cn)?$/.exec(hostname)?.[1];
  if (aws !== undefined) {
    if (/^(.+\.)?s3(-external-1)?$/.test(aws)) return 'us-east-1';
    const region = /(?:^|\.)s3(?:-fips)?(?:\.dualstack)?[.-]([a-z]{2}(?:-[a-z]+)+-\d+)$/.exec(aws)?.[1];
    return region ?? null;
  }
  if (hostname.endsWith('.r2.cloudflarestorage.com')) return 'auto';
  const other =
    /(?:^|\.)([a-z0-9-]+)\.digitaloceanspaces\.com$/.exec(hostname) ??
    /(?:^|\.)s3\.([a-z0-9-]+)\.(?:wasabisys|backblazeb2|scw)\.(?:com|cloud)$/.exec(hostname);
  return other?.[1] ?? null;
}
