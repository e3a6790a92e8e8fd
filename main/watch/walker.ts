import type { LeftOut, SeenDirectory, SeenFile } from '../model/seen.ts';
import type { Walker } from './walk.ts';
import type { Piece } from './walk-messages.ts';
import { openWalkThread, type WalkStep, type WalkThread } from './walk-thread.ts';

/**
 * Steps that are asked for before they are needed, so that the thread reads on while a step is worked on. With the bounds of a
 * step this bounds what lies in memory, besides the one directory that is being put together.
 */
const stepsAhead = 3;

/** Walks in one thread, which is started with the first walk and anew after it died. */
export function createWalker(openThread: () => WalkThread = openWalkThread): Walker {
  let thread: WalkThread | null = null;

  return {
    async *walk(setup, looks, signal) {
      signal.throwIfAborted();
      if (thread === null || thread.isDead) thread = openThread();
      const walk = thread.open(setup, looks);
      const steps: Promise<WalkStep>[] = [];
      const ask = () => {
        const step = walk.next();
        // One that fails after the walk was left is nobody's.
        step.catch(() => {});
        steps.push(step);
      };
      const onAbort = () => walk.stop(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        while (steps.length < stepsAhead) ask();
        const join = createJoining();
        for (;;) {
          const step = await (steps.shift() as Promise<WalkStep>);
          if (!step.isOver) ask();
          for (const piece of step.pieces) {
            const directory = join(piece);
            if (!directory) continue;
            yield directory;
            signal.throwIfAborted();
          }
          if (step.isOver) return;
        }
      } finally {
        signal.removeEventListener('abort', onAbort);
        walk.stop();
      }
    },
    async close() {
      await thread?.close();
    },
  };
}

/** Puts the pieces of a directory together; answers it with its last one. */
function createJoining(): (piece: Piece) => SeenDirectory | null {
  let files: SeenFile[] = [];
  let directories: string[] = [];
  let leftOut: LeftOut[] = [];
  return ({ directory, isLast }) => {
    if (isLast && files.length + directories.length + leftOut.length === 0) return directory;
    for (const file of directory.files) files.push(file);
    for (const name of directory.directories) directories.push(name);
    for (const each of directory.leftOut) leftOut.push(each);
    if (!isLast) return null;
    const whole = { ...directory, files, directories, leftOut };
    files = [];
    directories = [];
    leftOut = [];
    return whole;
  };
}
