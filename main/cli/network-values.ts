import { resolve } from 'node:path';
import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import { readCertificates } from '../remote/dispatcher.ts';

/** Through which the connections can go. */
const proxySchemes = ['http:', 'https:', 'socks5:', 'socks:'];

/** The address of a proxy, or `none`; `usage` for what is neither. What was given may hold a password, so it is not repeated. */
export function parseProxy(text: string): string {
  if (text === 'none') return text;
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (url && proxySchemes.includes(url.protocol) && url.hostname !== '') return text;
  throw usage(problem('proxy.option'));
}

/** The path of a file of certificates, looked into so that nothing begins without them; `usage` when they can't be had. */
export function parseCaFile(text: string): string {
  const path = resolve(text);
  try {
    readCertificates(path);
    return path;
  } catch (thrown) {
    const reason = (thrown as NodeJS.ErrnoException).syscall ? (thrown as NodeJS.ErrnoException).code : null;
    throw usage(
      reason ? problem('tls.caFileUnreadable', { path, reason }) : problem('tls.noCertificate', { path }),
    );
  }
}

function usage(about: ProblemFacts): AppError {
  return new AppError('usage', 'the network can not be set up like this', about);
}
