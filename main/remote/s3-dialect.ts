import { endpointOfRegion, isAwsHost } from '../model/endpoint.ts';
import type { BucketAddress } from '../model/target.ts';
import type { Failure } from './failure.ts';
import { s3ErrorCode } from './s3-errors.ts';
import { emptyPayloadHash, presignS3, s3UnsignedPayload, signS3 } from './sign-s3.ts';
import type { Dialect, Move, SignableCall } from './signed-call.ts';
import { hostOf } from './uri.ts';

export const s3Dialect: Dialect = {
  async sign(signable) {
    const { call, target, query, headers, signer, nowMs } = signable;
    return signS3(
      {
        method: call.method,
        path: target.path,
        query,
        headers: { ...headers, host: hostOf(target.origin) },
      },
      signer,
      nowMs,
      await payloadHash(signable),
    );
  },
  presign({ call, target, query, headers, signer, nowMs }, expiresS) {
    const signed = { ...headers, host: hostOf(target.origin) };
    return presignS3(
      { method: call.method, path: target.path, query, headers: signed },
      signer,
      nowMs,
      expiresS,
    );
  },
  longestLinkS: 7 * 86_400,
  errorCode: s3ErrorCode,
  moved: otherRegion,
};

/** Under TLS the body is protected already; over plain HTTP its hash is signed, which costs one more reading. */
async function payloadHash({ call, target }: SignableCall): Promise<string> {
  if (!call.body || call.body.size === 0) return emptyPayloadHash;
  const { body } = call;
  if (body.size === null || target.origin.startsWith('https:')) return s3UnsignedPayload;
  return body.digest('sha256');
}

/**
 * The region that the server names for the bucket: in a redirect, in a complaint about the signature, or in a header, which
 * is all that HEAD gets. For AWS the endpoint follows from the region, unless the user has chosen one that no region
 * stands for (a VPC's, acceleration, an own name): nothing is sent past that. Other servers stay where they are, and only
 * the signature changes.
 */
function otherRegion(failure: Failure, address: BucketAddress): Move | null {
  const { status, code, headers, elements } = failure;
  const isMoved =
    status === 301 ||
    status === 307 ||
    code === 'PermanentRedirect' ||
    code === 'TemporaryRedirect' ||
    code === 'AuthorizationHeaderMalformed' ||
    code === 'IllegalLocationConstraintException' ||
    // HEAD for another region can also be refused with a plain 400 or 403.
    (code === null && (status === 400 || status === 403));
  const region = headers['x-amz-bucket-region'] ?? elements['Region'];
  if (!isMoved || region === undefined || region === address.region || !/^[a-z0-9-]+$/.test(region))
    return null;
  const { hostname } = new URL(address.endpoint);
  const endpoint = isAwsHost(hostname) ? sameKind(hostname, region) : address.endpoint;
  if (endpoint === null) return null;
  return {
    address: { ...address, endpoint, region },
    notice: { type: 'regionMoved', from: address.region, to: region },
  };
}

/** The endpoint of another region, FIPS and dual-stack when the old one was; null when the old one is not a region's. */
function sameKind(hostname: string, region: string): string | null {
  const kind =
    /^s3(?<fips>-fips)?(?<stack>\.dualstack)?(?:[.-][a-z]{2}(?:-[a-z]+)+-\d+|-external-1)?\.amazonaws\./.exec(
      hostname,
    );
  if (!kind) return null;
  const { fips = '', stack = '' } = kind.groups ?? {};
  return endpointOfRegion('s3', region).replace('://s3.', `://s3${fips}${stack}.`);
}
