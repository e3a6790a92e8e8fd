/** `node --import …/register.ts dist/main/index.js` runs the desktop app over the stand-in, and lets a parent process look into it. */
import { createRequire, registerHooks } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const standIn = new URL('./electron.ts', import.meta.url).href;

/** Functions of a spec, as text, with one argument; as Playwright's `evaluate` on true Electron. */
function answerParent(electron: object): void {
  process.on('message', async (asked: { id: number; body: string; arg: unknown }) => {
    const answer = await (async () => {
      const made: unknown = new Function(`return (${asked.body})`)();
      return (await (made as (electron: object, arg: unknown) => unknown)(electron, asked.arg)) ?? null;
    })().then(
      value => ({ id: asked.id, ok: true, value }),
      (thrown: unknown) => ({ id: asked.id, ok: false, value: String(thrown) }),
    );
    process.send?.(answer);
  });
  process.channel?.unref();
}

// The app's threads are started with the same words, and have no business with Electron: loading all this would only slow them down.
if (isMainThread) {
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === 'electron' || specifier === 'electron/main') {
        return { url: standIn, shortCircuit: true };
      }
      return next(specifier, context);
    },
  });
  const electron: object = await import(standIn);
  createRequire(import.meta.url)('./recorder.cjs');
  answerParent(electron);
}
