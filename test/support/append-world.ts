import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { EngineSetup } from '../../main/engine.ts';
import type { AppendEvent } from '../../main/upload/append/append-events.ts';
import type { AppendWish } from '../../main/upload/append/append-wish.ts';
import type { AppendResult } from '../../main/upload/append/appends.ts';
import { usualRoll } from '../../main/upload/append/roll-key.ts';
import { createWorld, never } from './world.ts';

/** Of the object that the log goes to first. */
export const key = 'logs/app.log';

/** A world with a log file, and appends of it with everything they told. */
export async function createAppendWorld(setup: Parameters<typeof createWorld>[1] = {}) {
  const world = await createWorld('oss', setup);
  const path = join(world.dir, 'app.log');
  const told: AppendEvent[] = [];
  const wishOf = (wish: Partial<AppendWish>): AppendWish => ({
    ...{ path, access: world.access, key, options: {}, roll: usualRoll(key) },
    ...wish,
  });

  async function run(wish: Partial<AppendWish> = {}, over: Partial<EngineSetup> = {}): Promise<AppendResult> {
    const engine = await world.engine(over);
    try {
      return await engine.append(wishOf(wish), event => void told.push(event), never);
    } finally {
      await engine.close();
    }
  }

  /** Follows the file until `stop`; `until` resolves when what was told satisfies the condition. */
  async function follow(wish: Partial<AppendWish> = {}) {
    const engine = await world.engine();
    const stop = new AbortController();
    const watchers = new Set<() => void>();
    const end = engine.append(
      wishOf({ followMs: 1_000, ...wish }),
      event => {
        told.push(event);
        for (const watcher of watchers) watcher();
      },
      stop.signal,
    );
    end.catch(() => {});
    onTestFinished(() => stop.abort());
    return {
      end,
      async stop() {
        stop.abort();
        const result = await end;
        await engine.close();
        return result;
      },
      until: (isMet: () => boolean) =>
        new Promise<void>((resolve, reject) => {
          const watcher = () => {
            if (isMet()) resolve();
          };
          watchers.add(watcher);
          watcher();
          end.then(() => reject(new Error('the append ended before')), reject);
        }),
    };
  }

  const notices = () => told.flatMap(event => (event.type === 'noticed' ? [event.what] : []));
  const rolls = () => told.flatMap(event => (event.type === 'rolled' ? [event.reason] : []));
  const appended = () => told.flatMap(event => (event.type === 'appended' ? [event] : []));
  const appendedTo = (name: string, position: number) => () =>
    appended().some(event => event.key === name && event.position === position);
  return { ...world, path, told, run, follow, notices, rolls, appended, appendedTo };
}

export type AppendWorld = Awaited<ReturnType<typeof createAppendWorld>>;

/** The object as text. */
export async function textOf(world: Pick<AppendWorld, 'read'>, name = key): Promise<string | null> {
  return (await world.read(name))?.toString() ?? null;
}
