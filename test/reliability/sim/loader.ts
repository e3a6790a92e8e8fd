import { registerHooks } from 'node:module';

/**
 * Puts stand-ins in the place of everything that would let the real world into a run: Node's modules for files, threads, servers and
 * chance, undici, SQLite's binding, the clock, and the watcher. The engine's own code stays as it is, but for sizes, see `scaled`.
 */
const here = new URL('stand-ins/', import.meta.url).href;
const main = new URL('../../../main/', import.meta.url).href;
const standIn = (name: string) => new URL(`stand-ins/${name}.ts`, import.meta.url).href;

const standIns: Readonly<Record<string, string>> = {
  'node:fs': standIn('fs'),
  'node:fs/promises': standIn('fs-promises'),
  'node:worker_threads': standIn('worker-threads'),
  'node:http': standIn('http'),
  'node:crypto': standIn('crypto'),
  'node:os': standIn('os'),
  undici: standIn('undici'),
  'better-sqlite3': standIn('better-sqlite3'),
};

const modules: Readonly<Record<string, string>> = {
  [`${main}base/clock.ts`]: standIn('clock'),
  [`${main}watch/directory-watch.ts`]: standIn('directory-watch'),
};

/** Sizes are a thousandth or so of the real ones, so that a run of many parts takes no time. Each text must be there. */
const scaled: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  [`${main}plan/partition.ts`]: [
    ['usualPartSize = 16 * 1024 * 1024', 'usualPartSize = 8 * 1024'],
    ['usualThreshold = 10 * 1024 * 1024', 'usualThreshold = 20 * 1024'],
    ['mebibyte = 1024 * 1024', 'mebibyte = 1024'],
  ],
  [`${main}remote/oss.ts`]: [['minPart: 100 * KiB', 'minPart: 4 * KiB']],
  [`${main}remote/s3.ts`]: [['minPart: 5 * MiB', 'minPart: 4 * 1024']],
};

registerHooks({
  resolve(specifier, context, next) {
    const isOurs = context.parentURL?.startsWith(main) ?? false;
    const instead = isOurs ? standIns[specifier] : undefined;
    if (instead !== undefined) return { url: instead, shortCircuit: true };
    const resolved = next(specifier, context);
    const module = modules[resolved.url];
    // A stand-in may use what it stands for.
    if (module === undefined || context.parentURL?.startsWith(here)) return resolved;
    return { url: module, shortCircuit: true };
  },
  load(url, context, next) {
    const loaded = next(url, context);
    const changes = scaled[url];
    if (!changes) return loaded;
    let source = String(loaded.source);
    for (const [from, to] of changes) {
      if (!source.includes(from)) throw new Error(`${url} has no "${from}" any more`);
      source = source.replace(from, to);
    }
    return { ...loaded, source };
  },
});

/** hash-wasm compiles in the background; here it has to be a matter of this turn. */
WebAssembly.compile = (async (bytes: BufferSource) =>
  new WebAssembly.Module(bytes)) as typeof WebAssembly.compile;
WebAssembly.instantiate = (async (
  source: BufferSource | WebAssembly.Module,
  imports?: WebAssembly.Imports,
) => {
  if (source instanceof WebAssembly.Module) return new WebAssembly.Instance(source, imports);
  const module = new WebAssembly.Module(source);
  return { module, instance: new WebAssembly.Instance(module, imports) };
}) as typeof WebAssembly.instantiate;
