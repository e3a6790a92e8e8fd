/**
 * Imported before the program: files of a folder go by parts from 200 KiB on instead of 10 MiB, so that thousands of trials with a large
 * file need no hour of reading bytes. The program has no such setting, and needs none.
 */
import { registerHooks } from 'node:module';

const usual = 'usualThreshold = 10 * 1024 * 1024;';

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith('/main/plan/partition.ts')) return loaded;
    const source = String(loaded.source);
    if (!source.includes(usual)) throw new Error('the threshold is no longer where it was');
    return { ...loaded, source: source.replace(usual, 'usualThreshold = 200 * 1024;') };
  },
});
