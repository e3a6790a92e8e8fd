import type { ErrorCode } from '../base/app-error.ts';
import { codeOfStatus, type Failure } from './failure.ts';

/** OSS's error codes in our words. A code that is missing here goes by its status. */
export const ossErrorCodes: ReadonlyMap<string, ErrorCode> = new Map(
  Object.entries<ErrorCode>({
    AccessDenied: 'remote.denied',
    AccessKeyIdAndSecurityTokenNotMatch: 'credentials.wrong',
    // The SDKs of Go and TypeScript repeat it.
    BadRequest: 'remote.unavailable',
    CallbackFailed: 'upload.callback-failed',
    EntityTooLarge: 'file.too-large',
    EntityTooSmall: 'upload.part-too-small',
    FileAlreadyExists: 'object.exists',
    FileImmutable: 'remote.denied',
    FilePartNotExist: 'upload.part-missing',
    IncompleteBody: 'net.interrupted',
    InternalError: 'remote.unavailable',
    InvalidAccessKeyId: 'credentials.wrong',
    InvalidBucketName: 'account.invalid',
    InvalidCRC64: 'checksum.mismatch',
    InvalidDigest: 'checksum.mismatch',
    InvalidObjectName: 'key.invalid',
    InvalidObjectState: 'object.archived',
    InvalidPart: 'upload.part-missing',
    InvalidSecurityToken: 'credentials.wrong',
    KmsServiceNotEnabled: 'remote.denied',
    MethodNotAllowed: 'remote.unsupported',
    NoSuchBucket: 'bucket.missing',
    NoSuchKey: 'object.missing',
    NoSuchUpload: 'upload.gone',
    NoSuchVersion: 'object.missing',
    NotImplemented: 'remote.unsupported',
    ObjectNotAppendable: 'object.not-appendable',
    OperationAborted: 'remote.conflict',
    PermanentRedirect: 'remote.wrong-endpoint',
    PositionNotEqualToLength: 'object.position',
    PreconditionFailed: 'object.exists',
    PublicEndpointForbidden: 'remote.wrong-endpoint',
    QuotaExceeded: 'remote.quota',
    RequestTimeTooSkewed: 'remote.clock-skewed',
    RequestTimeout: 'net.timeout',
    SecondLevelDomainForbidden: 'remote.wrong-endpoint',
    SecurityTokenExpired: 'credentials.expired',
    SecurityTokenNotSupported: 'credentials.wrong',
    ServiceUnavailable: 'remote.throttled',
    SignatureDoesNotMatch: 'credentials.wrong',
    SlowDown: 'remote.throttled',
    SymlinkTargetNotExist: 'object.missing',
    TransferAccelerationDisabled: 'remote.wrong-endpoint',
    UserDisable: 'remote.quota',
  }),
);

export function ossErrorCode(failure: Failure, isAboutObject: boolean): ErrorCode {
  const { code, elements } = failure;
  if (code === null) return codeOfStatus(failure, isAboutObject);
  if (code === 'AccessDenied' && elements['Endpoint'] !== undefined) return 'remote.wrong-endpoint';
  if (isSigningRegion(failure)) return 'remote.wrong-endpoint';
  if (code.endsWith('LimitExceeded')) return 'remote.throttled';
  return ossErrorCodes.get(code) ?? codeOfStatus(failure, isAboutObject);
}

/** The answer to a V4 signature for another region; the code is one of many meanings, so the message decides. */
export function isSigningRegion({ code, message }: Failure): boolean {
  return code === 'InvalidArgument' && message.includes('Invalid signing region');
}
