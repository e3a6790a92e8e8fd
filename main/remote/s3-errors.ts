import type { ErrorCode } from '../base/app-error.ts';
import { codeOfStatus, type Failure } from './failure.ts';

/** Error codes of S3 and of servers like it in our words. A code that is missing here goes by its status. */
export const s3ErrorCodes: ReadonlyMap<string, ErrorCode> = new Map(
  Object.entries<ErrorCode>({
    AccessDenied: 'remote.denied',
    AccountProblem: 'remote.quota',
    AllAccessDisabled: 'remote.denied',
    AuthorizationHeaderMalformed: 'remote.wrong-endpoint',
    BadDigest: 'checksum.mismatch',
    BandwidthLimitExceeded: 'remote.throttled',
    ConditionalRequestConflict: 'remote.conflict',
    EntityTooLarge: 'file.too-large',
    EntityTooSmall: 'upload.part-too-small',
    ExpiredToken: 'credentials.expired',
    IllegalLocationConstraintException: 'remote.wrong-endpoint',
    IncompleteBody: 'net.interrupted',
    IncorrectEndpoint: 'remote.wrong-endpoint',
    InternalError: 'remote.unavailable',
    InvalidAccessKeyId: 'credentials.wrong',
    InvalidBucketName: 'account.invalid',
    InvalidDigest: 'checksum.mismatch',
    InvalidObjectName: 'key.invalid',
    InvalidObjectState: 'object.archived',
    InvalidPart: 'upload.part-missing',
    InvalidToken: 'credentials.wrong',
    KeyTooLongError: 'key.invalid',
    MethodNotAllowed: 'remote.unsupported',
    NoSuchBucket: 'bucket.missing',
    NoSuchKey: 'object.missing',
    NoSuchUpload: 'upload.gone',
    NoSuchVersion: 'object.missing',
    NotImplemented: 'remote.unsupported',
    NotSignedUp: 'remote.quota',
    OperationAborted: 'remote.conflict',
    PermanentRedirect: 'remote.wrong-endpoint',
    PreconditionFailed: 'object.exists',
    QuotaExceeded: 'remote.quota',
    Redirect: 'remote.wrong-endpoint',
    RequestExpired: 'remote.clock-skewed',
    RequestTimeTooSkewed: 'remote.clock-skewed',
    RequestTimeout: 'net.timeout',
    ServiceUnavailable: 'remote.throttled',
    SignatureDoesNotMatch: 'credentials.wrong',
    SlowDown: 'remote.throttled',
    TemporaryRedirect: 'remote.wrong-endpoint',
    TokenRefreshRequired: 'credentials.expired',
    XAmzContentChecksumMismatch: 'checksum.mismatch',
    XAmzContentSHA256Mismatch: 'checksum.mismatch',
    XMinioStorageFull: 'remote.quota',
  }),
);

export function s3ErrorCode(failure: Failure, isAboutObject: boolean): ErrorCode {
  const { code, status, headers } = failure;
  // HEAD gives no document, only the header that names the bucket's region.
  if ((status === 301 || status === 307) && headers['x-amz-bucket-region'] !== undefined)
    return 'remote.wrong-endpoint';
  if (code === null) return codeOfStatus(failure, isAboutObject);
  if (/^Throttling|^RequestLimitExceeded|^TooManyRequests/.test(code)) return 'remote.throttled';
  if (code.includes('QuotaExceeded')) return 'remote.quota';
  return s3ErrorCodes.get(code) ?? codeOfStatus(failure, isAboutObject);
}

/** May mean that the server does not know the checksum headers, or refuses them in this place. */
export function mayRefuseChecksums(failure: Failure): boolean {
  return failure.code === 'NotImplemented' || namesChecksums(failure);
}

/** The server itself says that the checksum headers are what it refuses. */
export function namesChecksums({ code, message, status, elements }: Failure): boolean {
  if (status !== 400 && status !== 501) return false;
  const refusals = ['NotImplemented', 'InvalidArgument', 'InvalidRequest', 'MalformedXML', 'BadRequest'];
  if (code === null || !refusals.includes(code)) return false;
  // Other elements repeat what was asked for, such as a key.
  return [message, elements['ArgumentName'], elements['Header']].some(text => /checksum/i.test(text ?? ''));
}
