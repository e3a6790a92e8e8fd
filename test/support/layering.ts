/** A file of the program: path from the repository's top, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const values = ['base', 'model'];
const stages = ['watch', 'plan', 'store', 'remote', 'progress', 'config', 'account'];
const runners = ['queue', 'upload', 'doctor', 'sync'];
const engine = [...values, ...stages, ...runners];
const desk = [...engine, 'engine.ts', 'desk'];
const faces = [...desk, 'text', 'api'];

/** Design §3 as data: what a folder or top-level file of main/ may import besides itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  base: [],
  model: ['base'],
  ...Object.fromEntries(stages.map(stage => [stage, values])),
  account: [...values, 'config'],
  ...Object.fromEntries(runners.map(runner => [runner, [...values, ...stages]])),
  bucket: [...values, 'store', 'remote'],
  'engine-events.ts': engine,
  'engine-remotes.ts': [...engine, 'engine-events.ts'],
  'engine-uploads.ts': [...engine, 'engine-events.ts', 'engine-remotes.ts'],
  'engine-folders.ts': engine,
  'engine.ts': [...engine, 'engine-events.ts', 'engine-remotes.ts', 'engine-uploads.ts', 'engine-folders.ts'],
  desk: [...engine, 'engine.ts'],
  text: values,
  api: [...desk, 'text'],
  app: [...faces, 'bucket'],
  web: faces,
  cli: [...faces, 'bucket', 'web'],
  'index.ts': [...faces, 'app'],
  'cli.ts': ['base', 'cli'],
};

/** The local bucket checks signatures with the client's own signers and shares nothing else with it. */
const bucketMayTakeFromRemote = /^main\/remote\/(sign-[a-z0-9-]+|uri)\.ts$/;

/** Packages that one place alone may know. */
const packageHomes: readonly { readonly name: RegExp; readonly home: RegExp }[] = [
  { name: /^better-sqlite3$/, home: /^main\/store\// },
  { name: /^chokidar$/, home: /^main\/watch\// },
  { name: /^ignore$/, home: /^main\/watch\// },
  { name: /^undici$/, home: /^main\/remote\// },
  { name: /^electron$/, home: /^main\/(app\/|index\.ts$)/ },
  { name: /^node:timers/, home: /^main\/base\/clock\.ts$/ },
];

/** Words that one place alone may use. */
const wordHomes: readonly { readonly word: RegExp; readonly home: RegExp }[] = [
  {
    word: /\bprocess\s*\.\s*env\b|\bprocess\s*\[\s*['"]env/,
    home: /^main\/(cli\/environment|account\/environment|app\/settings)\.ts$/,
  },
  { word: /\bDate\s*\.\s*now\s*\(/, home: /^main\/base\/clock\.ts$/ },
  { word: /\bset(?:Timeout|Interval)\s*\(/, home: /^main\/base\/clock\.ts$/ },
];

const importShape =
  /\b(import|export)\s+(type\s+)?(?:[\w*{][^'";]*?\bfrom\s*)?['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]/g;

/** Every breach of the table in these files, one sentence each; empty when there is none. */
export function findBreaches(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(file => {
    const code = withoutComments(file.text);
    const found = [...importsOf(code)].flatMap(line => breachesOfImport(file.path, line));
    for (const { word, home } of wordHomes) {
      const match = word.exec(code);
      if (match && !home.test(file.path)) found.push(`uses ${match[0]}, which has another home`);
    }
    if (/\bexport\s+default\b|\bas\s+default\b/.test(code)) found.push('has a default export');
    return found.map(breach => `${file.path}: ${breach}`);
  });
}

interface ImportLine {
  readonly from: string;
  readonly isTypeOnly: boolean;
}

function* importsOf(code: string): Generator<ImportLine> {
  for (const [, , type, from, dynamic] of code.matchAll(importShape)) {
    yield { from: from ?? dynamic ?? '', isTypeOnly: type !== undefined };
  }
}

function breachesOfImport(path: string, { from, isTypeOnly }: ImportLine): string[] {
  if (!from.startsWith('.')) {
    const isElsewhere = packageHomes.some(({ name, home }) => name.test(from) && !home.test(path));
    return isElsewhere ? [`imports ${from}, which has another home`] : [];
  }
  const to = resolvePath(path, from);
  const found: string[] = [];
  if (/\/index\.[jt]s$/.test(to) || !/\.[a-z]+$/.test(to))
    found.push(`imports ${from}: no barrels, and files with their ending`);
  if (to.startsWith('test/')) found.push(`imports ${to} from the tests`);
  else if (to.startsWith('preload/')) {
    if (!isTypeOnly) found.push(`imports ${to} as a value; only types cross`);
  } else if (to.startsWith('main/')) {
    const [home, target] = [placeOf(path), placeOf(to)];
    const isAllowed = home === target || (mayImport[home] ?? []).includes(target);
    if (!isAllowed) found.push(`imports ${to}: ${home} may not import ${target}`);
    else if (home === 'bucket' && target === 'remote' && !bucketMayTakeFromRemote.test(to)) {
      found.push(`imports ${to}: of remote, bucket may import the signers and uri.ts alone`);
    }
  } else if (!to.startsWith('assets/')) found.push(`imports ${to} from outside of main`);
  return found;
}

/** `main/store/x.ts` → `store`, `main/engine.ts` → `engine.ts`. */
function placeOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function resolvePath(from: string, relative: string): string {
  const steps = from.split('/').slice(0, -1);
  for (const step of relative.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** Comments become blanks; `//` inside of quotes, as in an address, stays. */
function withoutComments(text: string): string {
  return text.replace(
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_, quoted: string | undefined) => quoted ?? ' ',
  );
}
