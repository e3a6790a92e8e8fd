import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { AppError, toAppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import { editInTurn, readText, writePrivately } from './file-access.ts';
import { findNonsense } from './settings-checks.ts';
import { parseToml } from './toml-file.ts';
import { isTable, withTable } from './toml-tables.ts';

/** How the app works; the command line has its options instead, and takes the data directory alone from here. */
export interface AppSettings {
  /** Requests with a body in flight at once, 1 to 64; null for automatic. */
  readonly parallel: number | null;
  /** Bytes, 100 KiB to 5 GiB; null for automatic. */
  readonly partSize: number | null;
  /** As `parseTimetable` reads it; null for no limit. */
  readonly rateLimit: string | null;
  /** `environment`, `none`, or an address without user and password. */
  readonly proxy: string;
  /** Absolute path of a PEM file; null for none. */
  readonly caFile: string | null;
  readonly notifications: {
    readonly onDone: boolean;
    readonly onFailed: boolean;
    readonly onAttention: boolean;
  };
  readonly language: 'system' | 'en' | 'zh-CN';
  readonly appearance: 'system' | 'light' | 'dark';
  /** Absolute paths. */
  readonly pickerRoots: readonly string[];
  /** Absolute path; null for the usual place. */
  readonly dataDir: string | null;
  /** Of the local bucket that stands in for an account; null when there is none. */
  readonly trial: { readonly folder: string; readonly port: number } | null;
}

export const usualAppSettings: AppSettings = {
  parallel: null,
  partSize: null,
  rateLimit: null,
  proxy: 'environment',
  caFile: null,
  notifications: { onDone: true, onFailed: true, onAttention: true },
  language: 'system',
  appearance: 'system',
  pickerRoots: [],
  dataDir: null,
  trial: null,
};

const absolute = z.string().refine(isAbsolute, 'not an absolute path');

const values = {
  parallel: z.int().min(1).max(64),
  'part-size': z
    .int()
    .min(100 * 1024)
    .max(5 * 1024 ** 3),
  'limit-rate': z.string(),
  proxy: z.string().min(1),
  'ca-file': absolute,
  'notify-done': z.boolean(),
  'notify-failed': z.boolean(),
  'notify-attention': z.boolean(),
  language: z.enum(['system', 'en', 'zh-CN']),
  appearance: z.enum(['system', 'light', 'dark']),
  'browsing-roots': z.array(absolute),
  'data-dir': absolute,
  'trial-folder': absolute,
  'trial-port': z.int().min(0).max(65_535),
} as const;
const table = z.strictObject(values).partial();
type Table = z.infer<typeof table>;
type Field = keyof typeof values;

const isField = (name: string): name is Field => Object.hasOwn(values, name);

/** What the settings call it whose name in the file is another. */
const ownNames: Readonly<Record<string, keyof AppSettings>> = {
  'part-size': 'partSize',
  'limit-rate': 'rateLimit',
  'ca-file': 'caFile',
  'browsing-roots': 'pickerRoots',
  'data-dir': 'dataDir',
};

const group = 'settings';

/** The `[settings]` table of `config.toml`. */
export interface AppSettingsFile {
  /** Never throws: what can't be has its usual value, and `problems` tells of it. */
  read(): Promise<AppSettings>;
  /** What the last reading found wrong: `settings.invalid`, with the file and the field. */
  problems(): readonly AppError[];
  /**
   * Checks them, and writes those that are not the usual ones. All else in the file stays, and so does what the last reading could make
   * nothing of, unless another value takes its place. Throws `settings.invalid` with the field.
   */
  save(settings: AppSettings): Promise<void>;
  /** The same for the usual values but for those given; what made no sense goes. Settings that are none of ours stay. */
  reset(settings: AppSettings): Promise<void>;
}

export function openAppSettings(file: string, checkRate: (text: string) => void): AppSettingsFile {
  /** Of the last reading. */
  let problems: readonly AppError[] = [];
  let nonsense: ReadonlySet<string> = new Set();

  async function readAll(): Promise<{
    readonly text: string;
    readonly found: Readonly<Record<string, unknown>>;
  }> {
    try {
      const text = (await readText(file)) ?? '';
      const found = parseToml(file, text)[group] ?? {};
      if (isTable(found)) return { text, found };
      throw badValue(file, '', 'account.badField');
    } catch (thrown) {
      throw thrown instanceof AppError && thrown.code === 'account.invalid' ? ofSettings(thrown) : thrown;
    }
  }

  /** The value where it can be that, else a problem. */
  async function checkEntry(field: string, value: unknown): Promise<AppError | null> {
    if (!isField(field)) return badValue(file, field, 'account.unknownField');
    if (!values[field].safeParse(value).success) return badValue(file, field, 'account.badField');
    const found = await findNonsense({ [field]: value }, checkRate);
    return (
      found &&
      new AppError('settings.invalid', `${file}: ${field}`, { ...found.facts, file, field, setting: field })
    );
  }

  async function write(settings: AppSettings, kept: (field: string) => boolean): Promise<void> {
    const wanted = toTable(settings);
    const checked = table.safeParse(wanted);
    if (!checked.success) {
      const relative = settings.pickerRoots.find(path => !isAbsolute(path));
      const field = String(checked.error.issues[0]?.path[0]);
      if (field !== 'browsing-roots' || relative === undefined)
        throw refuse(field, problem('settings.value'));
      throw refuse(field, problem('settings.root', { path: relative }));
    }
    const found = await findNonsense(checked.data, checkRate);
    if (found) throw refuse(found.field, found.facts);
    await editInTurn(file, async () => {
      const now = await readAll();
      const others = Object.entries(now.found).filter(
        ([field, value]) => !Object.hasOwn(wanted, field) && !isTable(value) && kept(field),
      );
      const content = { ...Object.fromEntries(others), ...checked.data };
      await writePrivately(file, withTable(now.text, [group], content));
    });
  }

  /** Some of what made no sense is there no more. */
  function settle(isGone: (field: string) => boolean): void {
    problems = problems.filter(({ facts }) => !isGone(String(facts['field'])));
    nonsense = new Set([...nonsense].filter(field => !isGone(field)));
  }

  return {
    async read() {
      problems = [];
      nonsense = new Set();
      try {
        const { found } = await readAll();
        const checked = await Promise.all(
          Object.entries(found).map(async ([field, value]) => ({
            ...{ field, value },
            problem: await checkEntry(field, value),
          })),
        );
        problems = checked.flatMap(each => each.problem ?? []);
        nonsense = new Set(checked.flatMap(({ field, problem }) => (problem ? [field] : [])));
        const good = checked.filter(each => each.problem === null);
        return fromTable(table.parse(Object.fromEntries(good.map(({ field, value }) => [field, value]))));
      } catch (thrown) {
        problems = [toAppError(thrown)];
        return usualAppSettings;
      }
    },
    problems: () => problems,
    async save(settings) {
      await write(settings, field => !isField(field) || nonsense.has(field));
      const wanted = toTable(settings);
      settle(field => Object.hasOwn(wanted, field));
    },
    async reset(settings) {
      await write(settings, field => !isField(field));
      settle(isField);
    },
  };
}

function fromTable(found: Table): AppSettings {
  const folder = found['trial-folder'];
  return {
    parallel: found.parallel ?? null,
    partSize: found['part-size'] ?? null,
    rateLimit: found['limit-rate'] ?? null,
    proxy: found.proxy ?? 'environment',
    caFile: found['ca-file'] ?? null,
    notifications: {
      onDone: found['notify-done'] ?? true,
      onFailed: found['notify-failed'] ?? true,
      onAttention: found['notify-attention'] ?? true,
    },
    language: found.language ?? 'system',
    appearance: found.appearance ?? 'system',
    pickerRoots: found['browsing-roots'] ?? [],
    dataDir: found['data-dir'] ?? null,
    trial: folder === undefined ? null : { folder, port: found['trial-port'] ?? 0 },
  };
}

/** What is usual is left out, so that later versions can choose better. */
function toTable(settings: AppSettings): Readonly<Record<string, unknown>> {
  const { parallel, partSize, rateLimit, proxy, caFile, notifications, language, appearance } = settings;
  const { onDone, onFailed, onAttention } = notifications;
  const { pickerRoots, dataDir, trial } = settings;
  return {
    ...(parallel !== null && { parallel }),
    ...(partSize !== null && { 'part-size': partSize }),
    ...(rateLimit !== null && { 'limit-rate': rateLimit }),
    ...(proxy !== 'environment' && { proxy }),
    ...(caFile !== null && { 'ca-file': caFile }),
    ...(!onDone && { 'notify-done': false }),
    ...(!onFailed && { 'notify-failed': false }),
    ...(!onAttention && { 'notify-attention': false }),
    ...(language !== 'system' && { language }),
    ...(appearance !== 'system' && { appearance }),
    ...(pickerRoots.length > 0 && { 'browsing-roots': [...pickerRoots] }),
    ...(dataDir !== null && { 'data-dir': dataDir }),
    ...(trial !== null && { 'trial-folder': trial.folder, 'trial-port': trial.port }),
  };
}

function refuse(field: string, facts: ProblemFacts): AppError {
  const name = ownNames[field] ?? field;
  return new AppError('settings.invalid', `${name}: ${facts.problem}`, { ...facts, field: name });
}

function badValue(file: string, field: string, what: 'account.unknownField' | 'account.badField'): AppError {
  const facts = problem(what, { file, table: `[${group}]`, field });
  return new AppError('settings.invalid', `${file}: [${group}] ${field}: ${what}`, facts);
}

/** Of the file as a whole, which accounts share. */
function ofSettings({ message, facts }: AppError): AppError {
  return new AppError('settings.invalid', message, facts as ProblemFacts);
}
