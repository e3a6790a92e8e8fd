/** What a code means where nothing more is said. */
interface Meaning {
  readonly status: number;
  readonly message: string;
  /** The finer cause that OSS adds. */
  readonly ec?: string;
}

/** Every code that operations refuse with, by its OSS name; the S3 dialect translates those that S3 calls otherwise. */
const meanings = {
  CallbackFailed: { status: 203, message: 'The callback failed.', ec: '0007-00000203' },
  NotModified: { status: 304, message: 'Not modified.' },
  BadDigest: { status: 400, message: 'The checksum you specified did not match what was received.' },
  BadRequest: { status: 400, message: 'The request is not valid HTTP.' },
  EntityTooLarge: { status: 400, message: 'Your proposed upload exceeds the maximum allowed size.' },
  EntityTooSmall: {
    status: 400,
    message: 'Your proposed upload is smaller than the minimum allowed size.',
    ec: '0042-00000213',
  },
  IncompleteBody: { status: 400, message: 'The body is not as long as announced.' },
  InvalidArgument: { status: 400, message: 'An argument is not valid.' },
  InvalidBucketName: { status: 400, message: 'The specified bucket is not valid.', ec: '0015-00000001' },
  InvalidDigest: { status: 400, message: 'The Content-MD5 you specified did not match what we received.' },
  InvalidEncryptionAlgorithmError: {
    status: 400,
    message: 'The encryption request you specified is not valid.',
  },
  InvalidObjectName: { status: 400, message: 'The specified object is not valid.' },
  InvalidPart: {
    status: 400,
    message: 'One or more of the specified parts could not be found or the ETag does not match.',
  },
  InvalidPartOrder: {
    status: 400,
    message: 'The list of parts was not in ascending order.',
    ec: '0042-00000209',
  },
  InvalidRequest: { status: 400, message: 'The request is not valid.' },
  InvalidTag: { status: 400, message: 'The tags you provided are not valid.' },
  InvalidURI: { status: 400, message: "Couldn't parse the specified URI." },
  MalformedXML: { status: 400, message: 'The XML you provided was not well-formed.', ec: '0042-00000205' },
  MissingArgument: { status: 400, message: 'Missing some required arguments.' },
  NotImplemented: {
    status: 400,
    message: 'A header you provided implies functionality that is not implemented.',
  },
  ObjectAlreadyExists: { status: 400, message: 'The part already exists in a sequential upload.' },
  PartNotSequential: { status: 400, message: 'The parts of a sequential upload must come in order.' },
  XAmzContentSHA256Mismatch: {
    status: 400,
    message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
  },
  AuthorizationHeaderMalformed: { status: 400, message: 'The authorization header is malformed.' },
  AuthorizationQueryParametersError: { status: 400, message: 'The authorization parameters are malformed.' },
  AccessDenied: { status: 403, message: 'Access denied.' },
  InvalidAccessKeyId: {
    status: 403,
    message: 'The access key id you provided does not exist in our records.',
    ec: '0002-00000902',
  },
  InvalidSecurityToken: { status: 403, message: 'The security token you provided is invalid.' },
  RequestTimeTooSkewed: {
    status: 403,
    message: 'The difference between the request time and the current time is too large.',
    ec: '0002-00000504',
  },
  SecurityTokenExpired: { status: 403, message: 'The security token you provided has expired.' },
  SignatureDoesNotMatch: {
    status: 403,
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    ec: '0002-00000040',
  },
  NoSuchBucket: { status: 404, message: 'The specified bucket does not exist.', ec: '0015-00000101' },
  NoSuchKey: { status: 404, message: 'The specified key does not exist.', ec: '0026-00000001' },
  NoSuchUpload: {
    status: 404,
    message: 'The specified upload does not exist. It may be invalid, or may have been aborted or completed.',
    ec: '0042-00000002',
  },
  NoSuchVersion: { status: 404, message: 'The specified version does not exist.' },
  NoSuchTagSet: { status: 404, message: 'The TagSet does not exist.' },
  NoSuchBucketPolicy: { status: 404, message: 'The bucket policy does not exist.' },
  NoSuchCORSConfiguration: { status: 404, message: 'The CORS configuration does not exist.' },
  NoSuchLifecycleConfiguration: { status: 404, message: 'The lifecycle configuration does not exist.' },
  ServerSideEncryptionConfigurationNotFoundError: {
    status: 404,
    message: 'The server side encryption configuration was not found.',
  },
  MethodNotAllowed: { status: 405, message: 'The specified method is not allowed against this resource.' },
  BucketAlreadyExists: { status: 409, message: 'The requested bucket name is not available.' },
  BucketNotEmpty: { status: 409, message: 'The bucket you tried to delete is not empty.' },
  FileAlreadyExists: {
    status: 409,
    message: 'The object you specified already exists and can not be overwritten.',
    ec: '0026-00000051',
  },
  ObjectNotAppendable: { status: 409, message: 'The object is not appendable.', ec: '0026-00000035' },
  PositionNotEqualToLength: {
    status: 409,
    message: 'Position is not equal to file length.',
    ec: '0026-00000016',
  },
  MissingContentLength: { status: 411, message: 'You must provide the Content-Length HTTP header.' },
  PreconditionFailed: {
    status: 412,
    message: 'At least one of the pre-conditions you specified did not hold.',
  },
  InvalidRange: { status: 416, message: 'The requested range cannot be satisfied.' },
  InternalError: { status: 500, message: 'The server encountered an internal error. Please try again.' },
} as const satisfies Record<string, Meaning>;

export type RefusalCode = keyof typeof meanings;

/** What a refusal may say beyond its code. */
export interface RefusalDetails {
  readonly status?: number;
  readonly message?: string;
  readonly ec?: string;
  /** Extra elements of the error document. */
  readonly elements?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by whatever finds that a request can't be served; becomes the error answer of the caller's dialect. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly status: number;
  readonly ec: string | null;
  readonly elements: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, status: number, message: string, details: RefusalDetails = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.ec = details.ec ?? null;
    this.elements = details.elements ?? {};
    this.headers = details.headers ?? {};
  }
}

export function refuse(code: RefusalCode, details: RefusalDetails = {}): Refusal {
  const meaning: Meaning = meanings[code];
  return new Refusal(code, details.status ?? meaning.status, details.message ?? meaning.message, {
    ...(meaning.ec === undefined ? {} : { ec: meaning.ec }),
    ...details,
  });
}

/** An argument that is out of its bounds, named the way both dialects name it. */
export function refuseArgument(name: string, value: string, message: string, ec?: string): Refusal {
  return refuse('InvalidArgument', {
    message,
    ...(ec === undefined ? {} : { ec }),
    elements: { ArgumentName: name, ArgumentValue: value },
  });
}
