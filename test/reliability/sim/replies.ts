import type { StoreKind } from '../../../main/model/target.ts';

/** Codes that a table of the engine names, with the status under which the store sends each. */
const named = {
  oss: {
    AccessDenied: 403,
    AccessKeyIdAndSecurityTokenNotMatch: 403,
    BadRequest: 400,
    CallbackFailed: 203,
    EntityTooLarge: 400,
    EntityTooSmall: 400,
    FileAlreadyExists: 409,
    FileImmutable: 409,
    FilePartNotExist: 400,
    IncompleteBody: 400,
    InternalError: 500,
    InvalidAccessKeyId: 403,
    InvalidBucketName: 400,
    InvalidCRC64: 400,
    InvalidDigest: 400,
    InvalidObjectName: 400,
    InvalidObjectState: 403,
    InvalidPart: 400,
    InvalidSecurityToken: 403,
    KmsServiceNotEnabled: 403,
    MethodNotAllowed: 405,
    NoSuchBucket: 404,
    NoSuchKey: 404,
    NoSuchUpload: 404,
    NoSuchVersion: 404,
    NotImplemented: 501,
    ObjectNotAppendable: 409,
    OperationAborted: 409,
    PermanentRedirect: 301,
    PositionNotEqualToLength: 409,
    PreconditionFailed: 412,
    PublicEndpointForbidden: 403,
    QuotaExceeded: 403,
    RequestTimeTooSkewed: 403,
    RequestTimeout: 400,
    SecondLevelDomainForbidden: 403,
    SecurityTokenExpired: 403,
    SecurityTokenNotSupported: 400,
    ServiceUnavailable: 503,
    SignatureDoesNotMatch: 403,
    SlowDown: 503,
    SymlinkTargetNotExist: 404,
    TransferAccelerationDisabled: 403,
    UserDisable: 403,
  },
  s3: {
    AccessDenied: 403,
    AccountProblem: 403,
    AllAccessDisabled: 403,
    AuthorizationHeaderMalformed: 400,
    BadDigest: 400,
    BandwidthLimitExceeded: 509,
    ConditionalRequestConflict: 409,
    EntityTooLarge: 400,
    EntityTooSmall: 400,
    ExpiredToken: 400,
    IllegalLocationConstraintException: 400,
    IncompleteBody: 400,
    IncorrectEndpoint: 400,
    InternalError: 500,
    InvalidAccessKeyId: 403,
    InvalidBucketName: 400,
    InvalidDigest: 400,
    InvalidObjectName: 400,
    InvalidObjectState: 403,
    InvalidPart: 400,
    InvalidToken: 400,
    KeyTooLongError: 400,
    MethodNotAllowed: 405,
    NoSuchBucket: 404,
    NoSuchKey: 404,
    NoSuchUpload: 404,
    NoSuchVersion: 404,
    NotImplemented: 501,
    NotSignedUp: 403,
    OperationAborted: 409,
    PermanentRedirect: 301,
    PreconditionFailed: 412,
    QuotaExceeded: 403,
    Redirect: 307,
    RequestExpired: 400,
    RequestTimeTooSkewed: 403,
    RequestTimeout: 400,
    ServiceUnavailable: 503,
    SignatureDoesNotMatch: 403,
    SlowDown: 503,
    TemporaryRedirect: 307,
    TokenRefreshRequired: 400,
    XAmzContentChecksumMismatch: 400,
    XAmzContentSHA256Mismatch: 400,
    XMinioStorageFull: 507,
  },
} as const satisfies Readonly<Record<StoreKind, Readonly<Record<string, number>>>>;

/** What goes by a rule or by its status alone, as most of what servers say does. */
const unnamed = {
  oss: ['400 BadDigest', '503 UploadTrafficRateLimitExceeded'],
  s3: ['400 ThrottlingException', '403 BucketQuotaExceeded', '503 RequestLimitExceeded'],
} as const satisfies Readonly<Record<StoreKind, readonly string[]>>;
const unnamedAtBoth = [
  '400 InvalidArgument',
  '400 InvalidRequest',
  '401 Unauthorized',
  '404 NotFound',
  '408 RequestTimeout',
  '411 MissingContentLength',
  '413 RequestEntityTooLarge',
  '416 InvalidRange',
  '429 TooManyRequests',
  '502 BadGateway',
  '504 GatewayTimeout',
] as const;

/** What a store answers when it refuses: status and code. */
export const replies: Readonly<Record<StoreKind, readonly string[]>> = { oss: allOf('oss'), s3: allOf('s3') };

function allOf(store: StoreKind): readonly string[] {
  const all = Object.entries(named[store]).map(([code, status]) => `${status} ${code}`);
  return [...all, ...unnamed[store], ...unnamedAtBoth];
}

/** True for an answer of any store. */
export function isReply(does: string): boolean {
  return /^\d{3} /.test(does);
}
