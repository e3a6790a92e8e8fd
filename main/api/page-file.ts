import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Desk } from '../desk/desk.ts';
import { keyName } from './common-schemas.ts';
import { invalid, tidyError } from './connect.ts';
import { pageWishes } from './transfers.ts';

const shape = z.strictObject({ name: keyName, wishes: pageWishes });

/** Files that a page itself holds, for transports that carry bytes. */
export interface PageFiles {
  /**
   * Sends the bytes as they come, and resolves when the object is proven. Lets go of `body` in any case; one that breaks
   * leaves no parts behind. Rejects as `Api.request`.
   */
  send(file: unknown, body: Readable, size: number | null): Promise<{ readonly id: string }>;
}

export function createPageFiles({ byHand, log }: Pick<Desk, 'byHand' | 'log'>): PageFiles {
  return {
    async send(file, body, size) {
      const gone = new AbortController();
      body.on('error', () => {});
      body.once('close', () => {
        if (!body.readableEnded) gone.abort();
      });
      try {
        const parsed = shape.safeParse(file);
        if (!parsed.success) throw invalid('upload', parsed.error);
        const { name, wishes } = parsed.data;
        const { id } = await byHand.sendFromPage({ ...wishes, name, size }, body, gone.signal);
        return { id };
      } catch (thrown) {
        throw tidyError('upload', thrown, log);
      } finally {
        body.destroy();
      }
    },
  };
}
