import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { readText, writePrivately } from '../config/file-access.ts';

const tokenMs = 10 * 60_000;
const dayMs = 24 * 60 * 60_000;
export const sessionMs = 30 * dayMs;
/** A session that is used lives on; it is written down at most this often. */
const renewMs = dayMs;
/** Strangers' guesses don't keep the disk busy. */
const readAgainMs = 1_000;
/** The oldest give way: nobody has so many browsers. */
const mostSessions = 100;
const mostTokens = 100;

/** Who was let in. */
export interface Sessions {
  /** A secret for one address; it opens one session within ten minutes. */
  issueToken(): string;
  /** The secret of a new session; null for a token that was used, is too old, or was never issued. */
  open(token: string): Promise<string | null>;
  isOpen(secret: string): Promise<boolean>;
}

export interface SessionsSetup {
  /** Keeps the sessions' hashes over a restart; several processes may share it. */
  readonly file: string;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly log: Log;
}

const saved = z.array(z.object({ hash: z.string(), expiresAtMs: z.number() }));
type Saved = z.infer<typeof saved>;

/**
 * Tokens and session secrets are 32 random bytes, and only their hashes are kept: who reads the file can't get in. They are
 * looked up by hash, so how long that takes tells nothing of a secret.
 */
export function createSessions({ file, clock, log }: SessionsSetup): Sessions {
  const tokens = new Map<string, number>();
  let known = new Map<string, number>();
  let writing: Promise<unknown> = Promise.resolve();
  let readAtMs = Number.NEGATIVE_INFINITY;

  async function read(): Promise<Map<string, number>> {
    const text = await readText(file).catch(() => null);
    if (text === null) return new Map();
    try {
      const living = saved.parse(JSON.parse(text)).filter(each => each.expiresAtMs > clock.now());
      return new Map(living.map(({ hash, expiresAtMs }) => [hash, expiresAtMs]));
    } catch (thrown) {
      log.warn('the sessions can not be read; every browser has to be let in anew', { error: thrown });
      return new Map();
    }
  }

  /** Takes a session up among those that other processes may have written meanwhile. */
  function keep(hash: string, expiresAtMs: number): Promise<void> {
    const write = async () => {
      const all = new Map([...(await read()), [hash, expiresAtMs]]);
      const list: Saved = [...all].map(([each, until]) => ({ hash: each, expiresAtMs: until }));
      const newest = list.toSorted((a, b) => b.expiresAtMs - a.expiresAtMs).slice(0, mostSessions);
      known = new Map(newest.map(each => [each.hash, each.expiresAtMs]));
      await writePrivately(file, JSON.stringify(newest));
    };
    const written = writing.then(write).catch((thrown: unknown) => {
      log.warn('a session could not be written down; it ends with this process', { error: thrown });
      known.set(hash, expiresAtMs);
    });
    writing = written;
    return written;
  }

  return {
    issueToken() {
      const token = randomSecret();
      tokens.set(hashOf(token), clock.now() + tokenMs);
      const [oldest] = tokens.keys();
      if (tokens.size > mostTokens && oldest !== undefined) tokens.delete(oldest);
      return token;
    },
    async open(token) {
      const hash = hashOf(token);
      const untilMs = tokens.get(hash);
      tokens.delete(hash);
      if (untilMs === undefined || untilMs <= clock.now()) return null;
      const secret = randomSecret();
      await keep(hashOf(secret), clock.now() + sessionMs);
      return secret;
    },
    async isOpen(secret) {
      const hash = hashOf(secret);
      if (!known.has(hash) && clock.monotonic() - readAtMs > readAgainMs) {
        readAtMs = clock.monotonic();
        known = new Map([...known, ...(await read())]);
      }
      const untilMs = known.get(hash);
      if (untilMs === undefined || untilMs <= clock.now()) return false;
      if (untilMs < clock.now() + sessionMs - renewMs) {
        known.set(hash, clock.now() + sessionMs);
        await keep(hash, clock.now() + sessionMs);
      }
      return true;
    },
  };
}

function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
