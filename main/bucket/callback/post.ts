import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Clock } from '../../base/clock.ts';

/** How long an application may take for its whole answer. */
const limitMs = 5_000;
const maxAnswerBytes = 1024 * 1024;

/** What OSS says of a callback that failed. */
const unreachable = 'Error Status : -1.OSS can not connect to your callbackUrl, please check it.';
const late = 'Error Status : -1.Cost too long time.';
const notJson = 'Response body is not valid json format.';
const tooLarge = `Response body is larger than ${maxAnswerBytes} bytes.`;

/** The application's JSON, or what was wrong with its answer. */
export type Reply = { readonly json: string } | { readonly problem: string };

export interface Posting {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether the TLS greeting names the host. */
  readonly sni: boolean;
}

/** One POST to an application, which has to answer 200 with JSON in time. Never rejects; redirects are not followed. */
export function post(
  { url, headers, body, sni }: Posting,
  clock: Clock,
  signal: AbortSignal,
): Promise<Reply> {
  const isSecure = url.protocol === 'https:';
  return new Promise(resolve => {
    const sent = (isSecure ? requestHttps : requestHttp)({
      method: 'POST',
      hostname: url.hostname,
      port: url.port,
      path: url.pathname + url.search,
      headers,
      agent: false,
      signal,
      ...(isSecure ? { servername: sni && !isIP(url.hostname) ? url.hostname : '' } : {}),
    });
    const end = (reply: Reply) => {
      timer.stop();
      resolve(reply);
      sent.destroy();
    };
    const timer = clock.after(limitMs, () => end({ problem: late }));
    sent.on('error', () => end({ problem: unreachable }));
    sent.on('response', answer => void read(answer).then(end));
    sent.end(body);
  });
}

async function read(answer: IncomingMessage): Promise<Reply> {
  if (answer.statusCode !== 200) return { problem: `Error status : ${answer.statusCode}.` };
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxAnswerBytes) return { problem: tooLarge };
      chunks.push(chunk);
    }
    const json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
    JSON.parse(json);
    return { json };
  } catch {
    return { problem: notJson };
  }
}
