import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Api } from '../api/connect.ts';
import type { PageFiles } from '../api/page-file.ts';
import { AppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';

export const mostJsonBytes = 1024 ** 2;
/** For the body of a request that is no upload; a page's own takes no moment. */
const bodyMs = 30_000;
/** For what is left of an upload that was refused. */
const restMs = 2_000;
const mostRestBytes = 16 * 1024 ** 2;

/** `POST /api/NAME` with the arguments as JSON. */
export function addRequests(server: FastifyInstance, api: Api, clock: Pick<Clock, 'after'>): void {
  server.post<{ Params: { name: string } }>(
    '/api/:name',
    {
      bodyLimit: mostJsonBytes,
      preParsing: async ({ raw }, _, payload) => {
        // Node's own limit for a whole request can't be had: it would end long uploads, too.
        const tooSlow = clock.after(bodyMs, () => raw.destroy());
        payload.once('end', tooSlow.stop).once('close', tooSlow.stop);
        return payload;
      },
    },
    async ({ params, body }) => api.request(params.name, body),
  );
}

const uploadQuery = z.strictObject({ name: z.string(), wishes: z.string() });

/**
 * `PUT /upload?name=NAME&wishes=JSON` with a file as body, of any size: it is read as fast as the store takes it, and the
 * answer comes when it is proven.
 */
export async function addUpload(server: FastifyInstance, files: PageFiles, clock: Clock): Promise<void> {
  await server.register(async scope => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.put('/upload', async (request, reply) => {
      reply.header('connection', 'close');
      const { raw, query } = request;
      try {
        const read = uploadQuery.safeParse(query);
        if (!read.success) throw new AppError('request.invalid', 'not an upload', { name: 'upload' });
        const { name, wishes } = read.data;
        const file = { name, wishes: parseWishes(wishes) };
        return await files.send(file, detach(raw), lengthOf(request));
      } catch (thrown) {
        await readAway(raw, clock);
        throw thrown;
      }
    });
  });
}

function parseWishes(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('request.invalid', 'the wishes are no JSON', { name: 'upload', field: 'wishes' });
  }
}

/** The body by itself: whoever ends it early leaves the connection open for the answer. One that is cut ends in an error. */
function detach(raw: IncomingMessage): Readable {
  const body = new PassThrough({ highWaterMark: 1024 ** 2 });
  raw.once('error', thrown => body.destroy(thrown));
  raw.once('close', () => {
    if (!raw.complete) body.destroy(new AppError('net.interrupted', 'the page ended the request', {}));
  });
  return raw.pipe(body);
}

/** Browsers read an answer once they have sent all, or when they no longer can: a short rest is taken, a long one cut. */
async function readAway(raw: IncomingMessage, clock: Pick<Clock, 'sleep'>): Promise<void> {
  const isOver = new AbortController();
  let bytes = 0;
  raw.once('end', () => isOver.abort()).once('close', () => isOver.abort());
  raw.unpipe();
  raw.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostRestBytes) isOver.abort();
  });
  raw.resume();
  if (!raw.readableEnded && !raw.destroyed) await clock.sleep(restMs, isOver.signal).catch(() => {});
  raw.pause();
}

function lengthOf({ headers }: FastifyRequest): number | null {
  const text = headers['content-length'];
  return text === undefined ? null : Number(text);
}
