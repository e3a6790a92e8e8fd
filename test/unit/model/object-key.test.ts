import { expect, test } from 'vitest';
import { checkKey } from '../../../main/model/object-key.ts';

test('the longest keys are counted in bytes of UTF-8', () => {
  checkKey('oss', '报'.repeat(341));
  checkKey('s3', `${'报'.repeat(341)}x`);
  expect(() => checkKey('oss', `${'报'.repeat(341)}x`)).toThrow(
    expect.objectContaining({ code: 'key.invalid' }),
  );
  expect(() => checkKey('s3', `${'报'.repeat(341)}xy`)).toThrow();
});

test.each(['/a', '\\a', '', 'half\udc00'])('OSS has no key %j', key => {
  expect(() => checkKey('oss', key)).toThrow(expect.objectContaining({ code: 'key.invalid' }));
});

test('S3 has keys that begin with a slash', () => {
  checkKey('s3', '/a');
});
