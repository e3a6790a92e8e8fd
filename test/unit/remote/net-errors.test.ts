import { expect, test } from 'vitest';
import { AppError } from '../../../main/base/app-error.ts';
import { networkError } from '../../../main/remote/net-errors.ts';

const raised = (parts: Record<string, unknown>, message = 'x') => Object.assign(new Error(message), parts);

test.each([
  ['no address', raised({ code: 'ENOTFOUND', syscall: 'getaddrinfo' }), 'net.unreachable'],
  ['no connection', raised({ code: 'ETIMEDOUT', syscall: 'connect' }), 'net.unreachable'],
  [
    'no connection to any address',
    new AggregateError([raised({ code: 'ECONNREFUSED', syscall: 'connect' })]),
    'net.unreachable',
  ],
  ['no connection in time', raised({ code: 'UND_ERR_CONNECT_TIMEOUT' }), 'net.unreachable'],
  [
    'a handshake that broke',
    raised(
      { code: 'ECONNRESET' },
      'Client network socket disconnected before secure TLS connection was established',
    ),
    'net.unreachable',
  ],
  ['a line that went dead', raised({ code: 'ETIMEDOUT', syscall: 'read' }), 'net.interrupted'],
  ['a network that went away', raised({ code: 'EHOSTUNREACH', syscall: 'write' }), 'net.interrupted'],
  ['a reset', raised({ code: 'ECONNRESET', syscall: 'read' }), 'net.interrupted'],
  ['a close', raised({ code: 'UND_ERR_SOCKET' }, 'other side closed'), 'net.interrupted'],
  ['damage on the way', raised({ code: 'ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC' }), 'net.interrupted'],
  ['an old certificate', raised({ code: 'CERT_HAS_EXPIRED' }), 'net.tls'],
  ['an unknown certificate', raised({ code: 'SELF_SIGNED_CERT_IN_CHAIN' }), 'net.tls'],
  ['a wrong protocol', raised({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }), 'net.tls'],
  ['a tunnel refused', raised({}, 'Proxy response (403) !== 200 when HTTP Tunneling'), 'net.proxy'],
  [
    'a tunnel that leads nowhere',
    raised({}, 'Proxy response (504) !== 200 when HTTP Tunneling'),
    'net.unreachable',
  ],
  ['what nobody expects', new TypeError('x is not a function'), 'bug'],
] as const)('%s', (_, thrown, code) => {
  const error = networkError(thrown, 'sending', { host: 'h' });
  expect(error.code).toBe(code);
  expect(error.facts['host']).toBe('h');
  expect(error.cause).toBe(thrown);
});

test('the end of an answer that came too soon is told from a connection that broke before', () => {
  const closed = raised({ code: 'UND_ERR_SOCKET' });
  expect(networkError(closed, 'receiving', {}).code).toBe('remote.truncated');
  expect(networkError(closed, 'sending', {}).code).toBe('net.interrupted');
});

test('what is mapped already stays', () => {
  const error = new AppError('file.changed', '');
  expect(networkError(error, 'sending', {})).toBe(error);
});
