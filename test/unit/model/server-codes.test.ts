import { describe, expect, test } from 'vitest';
import { reactions } from '../../../main/base/app-error.ts';
import { finerCodes, serverCodes, serverTemplates } from '../../../main/model/server-codes.ts';
import type { Failure } from '../../../main/remote/failure.ts';
import { ossErrorCode, ossErrorCodes } from '../../../main/remote/oss-errors.ts';
import { s3ErrorCode, s3ErrorCodes } from '../../../main/remote/s3-errors.ts';

const failureOf = (code: string, status: number): Failure => ({
  status,
  headers: {},
  code,
  message: '',
  elements: {},
  isFromStore: true,
});

describe.each([...serverCodes])('%s', (name, entry) => {
  test('means what the stores that send it are read to mean', () => {
    const failure = failureOf(name, entry.status);
    expect(entry.stores.length).toBeGreaterThan(0);
    for (const store of entry.stores) {
      const read = store === 'oss' ? ossErrorCode : s3ErrorCode;
      expect(read(failure, true)).toBe(entry.is);
    }
  });

  test('has a status and sentences of its own in both languages', () => {
    expect(entry.status).toBeGreaterThanOrEqual(200);
    expect(Object.keys(entry).sort()).toEqual(['en', 'is', 'status', 'stores', 'zh-CN']);
    // The page has words of its own where the usual ones speak of commands.
    const parts = 'page' in entry.en ? ['cause', 'remedy', 'page'] : ['cause', 'remedy'];
    expect(Object.keys(entry.en)).toEqual(parts);
    expect(Object.keys(entry['zh-CN'])).toEqual(parts);
  });
});

test.each([...finerCodes])('%s belongs to a code that has sentences', (ec, entry) => {
  expect(ec).toMatch(/^\d{4}-\d{8}$/);
  expect(serverCodes.get(entry.code)?.stores).toContain('oss');
  if ('is' in entry) expect(Object.hasOwn(reactions, entry.is)).toBe(true);
});

test('every code of the protocol reference and of the tables of errors is there', () => {
  // Section 8.2 of the reference.
  const listed =
    'CallbackFailed PreconditionFailed InvalidArgument MissingArgument InvalidObjectName InvalidBucketName InvalidDigest InvalidCRC64 IncompleteBody RequestTimeout MalformedXML InvalidPart InvalidPartOrder EntityTooSmall EntityTooLarge PartNotSequential ObjectAlreadyExists InvalidEncryptionAlgorithmError NotImplemented BadRequest PublicEndpointForbidden AccessDenied SignatureDoesNotMatch InvalidAccessKeyId SecurityTokenExpired InvalidSecurityToken AccessKeyIdAndSecurityTokenNotMatch SecurityTokenNotSupported RequestTimeTooSkewed UserDisable SecondLevelDomainForbidden TransferAccelerationDisabled InvalidObjectState KmsServiceNotEnabled NoSuchBucket NoSuchKey NoSuchUpload NoSuchVersion MethodNotAllowed FileAlreadyExists FileImmutable ObjectNotAppendable PositionNotEqualToLength BucketAlreadyExists MissingContentLength InvalidRange InternalError ServiceUnavailable UploadTrafficRateLimitExceeded DownloadTrafficRateLimitExceeded MetaOperationQpsLimitExceeded TotalQpsLimitExceeded ActiveRequestLimitExceeded CpuLimitExceeded SlowDown';
  const lacks = (names: Iterable<string>) => [...names].filter(name => !serverCodes.has(name));
  expect(lacks(listed.split(' '))).toEqual([]);
  expect(lacks(ossErrorCodes.keys())).toEqual([]);
  expect(lacks(s3ErrorCodes.keys())).toEqual([]);
});

describe('the sentences of a refusal', () => {
  const message = '';

  test("are those of the EC before those of the server's code", () => {
    const facts = { code: 'UserDisable', ec: '0003-00000801' };
    expect(serverTemplates({ code: 'remote.quota', message, facts })?.en.cause).toContain('arrears');
    const other = { code: 'UserDisable', ec: '0003-00000999' };
    expect(serverTemplates({ code: 'remote.quota', message, facts: other })?.en.cause).toContain('stopped');
  });

  test('are those of the code when the EC adds nothing', () => {
    const facts = { code: 'NoSuchBucket', ec: '0015-00000101' };
    expect(serverTemplates({ code: 'bucket.missing', message, facts })).toBe(serverCodes.get('NoSuchBucket'));
  });

  test('give way where the error means something else than its code usually does', () => {
    const facts = { code: 'AccessDenied', endpoint: 'oss-cn-beijing.aliyuncs.com' };
    expect(serverTemplates({ code: 'remote.wrong-endpoint', message, facts })).toBeNull();
    expect(serverTemplates({ code: 'bug', message, facts: {} })).toBeNull();
  });
});
