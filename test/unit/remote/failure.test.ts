import { expect, test } from 'vitest';
import { codeOfStatus, failureOf } from '../../../main/remote/failure.ts';

const pages = ['<html><body>no</body></html>', '{"message":"no"}', ''];

test.each([
  [429, 'remote.throttled'],
  [408, 'net.timeout'],
  [413, 'file.too-large'],
])('a gateway may say %i as well as a store', (status, code) => {
  for (const page of pages) expect(codeOfStatus(failureOf(status, {}, page), true)).toBe(code);
});

test.each([
  [403, 'remote.not-storage'],
  [404, 'remote.not-storage'],
  [502, 'remote.unavailable'],
])('a page with %i says nothing of the store', (status, code) => {
  expect(codeOfStatus(failureOf(status, {}, '<html></html>'), true)).toBe(code);
});
