import { isAliyunHost, regionOfEndpoint } from '../model/endpoint.ts';
import type { BucketAddress } from '../model/target.ts';
import type { Failure } from './failure.ts';
import { isSigningRegion, ossErrorCode } from './oss-errors.ts';
import { presignOssV1, signOssV1 } from './sign-oss-v1.ts';
import { presignOssV4, signOssV4 } from './sign-oss-v4.ts';
import type { Dialect, Move } from './signed-call.ts';
import type { StoreSetup } from './store-setup.ts';

export function ossDialect(signing: StoreSetup['signing']): Dialect {
  const sign = signing === 'v1' ? signOssV1 : signOssV4;
  return {
    sign: ({ call, address, query, headers, signer, nowMs }) =>
      sign({ method: call.method, bucket: address.bucket, key: call.key, query, headers }, signer, nowMs),
    presign({ call, address, query, headers, signer, nowMs }, expiresS) {
      const request = { method: call.method, bucket: address.bucket, key: call.key, query, headers };
      return signing === 'v1'
        ? presignOssV1(request, signer, nowMs, expiresS)
        : presignOssV4(request, signer, nowMs, expiresS);
    },
    longestLinkS: signing === 'v1' ? null : 7 * 86_400,
    errorCode: ossErrorCode,
    moved: (failure, address) => otherEndpoint(failure, address) ?? otherRegion(failure, address),
  };
}

/**
 * The endpoint that OSS names when it was asked at the wrong one. It is followed only from one host of Alibaba Cloud to
 * another, with the scheme that the user chose: nobody else may send signed requests, and the bytes with them, somewhere.
 */
function otherEndpoint({ code, elements }: Failure, address: BucketAddress): Move | null {
  const host = elements['Endpoint'];
  if (host === undefined || (code !== 'AccessDenied' && code !== 'PermanentRedirect')) return null;
  const { protocol, hostname } = new URL(address.endpoint);
  const isTrusted = isAliyunHost(hostname) && isAliyunHost(host) && /^[a-z0-9.-]+$/.test(host);
  const endpoint = `${protocol}//${host}`;
  if (!isTrusted || endpoint === address.endpoint || address.addressing === 'domain') return null;
  const region = regionOfEndpoint('oss', endpoint) ?? address.region;
  return {
    address: { ...address, endpoint, region },
    notice: { type: 'endpointMoved', from: address.endpoint, to: endpoint },
  };
}

/** The region in the endpoint's name, when the one that we signed for was refused. */
function otherRegion(failure: Failure, address: BucketAddress): Move | null {
  const region = regionOfEndpoint('oss', address.endpoint);
  if (!isSigningRegion(failure) || region === null || region === address.region) return null;
  return {
    address: { ...address, region },
    notice: { type: 'regionMoved', from: address.region, to: region },
  };
}
