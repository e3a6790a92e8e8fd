import { expect, test } from 'vitest';
import {
  defaultAddressing,
  endpointOfRegion,
  endpointOrigin,
  generalRegion,
  regionOfEndpoint,
} from '../../../main/model/endpoint.ts';

test.each([
  ['oss-cn-hangzhou.aliyuncs.com', 'https://oss-cn-hangzhou.aliyuncs.com'],
  [' HTTP://127.0.0.1:9000/ ', 'http://127.0.0.1:9000'],
  ['localhost:9000', 'https://localhost:9000'],
  ['https://[::1]:9000', 'https://[::1]:9000'],
])('%j is read as %j', (text, origin) => {
  expect(endpointOrigin(text)).toBe(origin);
});

test.each([
  'https://a.b/bucket',
  'https://a.b/?x',
  'https://user:pw@a.b',
  'ftp://a.b',
  '',
  'https://',
  'a b',
])('%j is no endpoint', text => {
  expect(() => endpointOrigin(text)).toThrow(expect.objectContaining({ code: 'account.invalid' }));
});

test.each([
  ['oss', 'https://oss-cn-hangzhou.aliyuncs.com', 'cn-hangzhou'],
  ['oss', 'https://oss-cn-hangzhou-internal.aliyuncs.com', 'cn-hangzhou'],
  ['oss', 'https://vpc100-oss-cn-hangzhou.aliyuncs.com', 'cn-hangzhou'],
  ['oss', 'https://cn-hangzhou.oss.aliyuncs.com', 'cn-hangzhou'],
  ['oss', 'https://oss-us-west-1.aliyuncs.com', 'us-west-1'],
  ['oss', 'https://oss-accelerate.aliyuncs.com', null],
  ['oss', 'https://oss-accelerate-overseas.aliyuncs.com', null],
  ['oss', 'https://files.example.com', null],
  ['oss', 'http://127.0.0.1:9000', null],
  ['s3', 'https://s3.amazonaws.com', 'us-east-1'],
  ['s3', 'https://s3.eu-central-1.amazonaws.com', 'eu-central-1'],
  ['s3', 'https://s3-eu-west-1.amazonaws.com', 'eu-west-1'],
  ['s3', 'https://s3.dualstack.ap-south-1.amazonaws.com', 'ap-south-1'],
  ['s3', 'https://s3-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
  ['s3', 'https://s3.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['s3', 'https://s3-accelerate.amazonaws.com', null],
  ['s3', 'https://s3.oss-cn-beijing.aliyuncs.com', 'cn-beijing'],
  ['s3', 'https://account.r2.cloudflarestorage.com', 'auto'],
  ['s3', 'https://fra1.digitaloceanspaces.com', 'fra1'],
  ['s3', 'https://s3.us-west-004.backblazeb2.com', 'us-west-004'],
  ['s3', 'https://minio.example.com', null],
] as const)('the %s endpoint %s tells the region %s', (kind, endpoint, region) => {
  expect(regionOfEndpoint(kind, endpoint)).toBe(region);
});

test('a region leads to its endpoint, in either spelling', () => {
  expect(generalRegion('oss-cn-beijing')).toBe('cn-beijing');
  expect(endpointOfRegion('oss', 'oss-cn-beijing')).toBe('https://oss-cn-beijing.aliyuncs.com');
  expect(endpointOfRegion('oss', 'cn-beijing', 'internal')).toBe(
    'https://oss-cn-beijing-internal.aliyuncs.com',
  );
  expect(endpointOfRegion('oss', 'cn-beijing', 'dual-stack')).toBe('https://cn-beijing.oss.aliyuncs.com');
  expect(endpointOfRegion('s3', 'eu-west-1')).toBe('https://s3.eu-west-1.amazonaws.com');
  expect(endpointOfRegion('s3', 'cn-north-1')).toBe('https://s3.cn-north-1.amazonaws.com.cn');
  expect(() => endpointOfRegion('s3', 'x.evil.com/')).toThrow();
});

test.each([
  ['oss', 'http://127.0.0.1:9000', 'path'],
  ['oss', 'http://[::1]:9000', 'path'],
  ['oss', 'http://localhost:9000', 'path'],
  ['oss', 'https://oss-cn-hangzhou.aliyuncs.com', 'virtual'],
  ['oss', 'https://oss.private.example.com', 'virtual'],
  ['s3', 'https://s3.eu-west-1.amazonaws.com', 'virtual'],
  ['s3', 'https://s3.oss-cn-beijing.aliyuncs.com', 'virtual'],
  ['s3', 'https://minio.example.com', 'path'],
] as const)('a bucket of %s at %s is addressed by %s', (kind, endpoint, addressing) => {
  expect(defaultAddressing(kind, endpoint)).toBe(addressing);
});

test('a dotted bucket would not match a wildcard certificate', () => {
  expect(defaultAddressing('s3', 'https://s3.eu-west-1.amazonaws.com', 'a.b')).toBe('path');
});
