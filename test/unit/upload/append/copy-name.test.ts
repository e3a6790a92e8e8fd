import { describe, expect, test } from 'vitest';
import { isCopyName } from '../../../../main/upload/append/copy-name.ts';

describe('a log may have been copied to', () => {
  test.each([
    ['app.log', 'app.log.1'],
    ['app.log', 'app.1.log'],
    ['app.log', 'app.log-20260131'],
    ['app.log', 'app-2026-01-31.log'],
    ['app.log', 'app-20260131T040000Z.log'],
    ['app.log', 'app.log.copy'],
    ['app.log', 'app.old'],
    ['access_log', 'access_log.1'],
    ['日志.log', '日志.log.1'],
  ])('%s: %s', (log, name) => {
    expect(isCopyName(`/var/log/${log}`, `/var/log/${name}`)).toBe(true);
  });
});

describe('a log was not copied to', () => {
  test.each([
    ['app.log', 'other.log'],
    ['app.log', 'application.log'],
    ['app.log', 'app2.log'],
    ['app.log', 'app-error.log'],
    ['app.log', 'app.error.log.1'],
    ['app.log', 'my-app.log.1'],
    ['日志.log', '日志二.log'],
  ])('%s: %s', (log, name) => {
    expect(isCopyName(`/var/log/${log}`, `/var/log/${name}`)).toBe(false);
  });
});
