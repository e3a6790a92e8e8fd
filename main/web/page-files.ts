import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../base/app-error.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the styles that this answer's page may have inline. */
    nonce: string;
  }
}

/**
 * The built page. Files with a hash in their names never change; the page itself is asked for anew each time, and carries
 * the nonce of its answer.
 */
export async function addPageFiles(server: FastifyInstance, pageDir: string): Promise<void> {
  const index = join(pageDir, 'index.html');
  server.get('/', async (request, reply) => {
    const html = await readFile(index, 'utf8').catch(() => null);
    if (html === null) throw new AppError('page.missing', 'the page was not built', { path: index });
    return reply.type('text/html; charset=utf-8').send(html.replaceAll('__CSP_NONCE__', request.nonce));
  });
  await server.register(fastifyStatic, {
    root: pageDir,
    prefix: '/',
    index: false,
    dotfiles: 'deny',
    cacheControl: false,
    suppressWarning: true,
    // As it lies on the disk it has no nonce.
    allowedPath: path => path !== '/index.html',
    setHeaders(reply, path) {
      const isHashed = path.startsWith(join(pageDir, 'assets') + sep);
      reply.header(
        'cache-control',
        isHashed ? 'private, max-age=31536000, immutable' : 'private, max-age=3600',
      );
    },
  });
}
