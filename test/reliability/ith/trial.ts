import { AppError, isAbort, toErrorRecord } from '../../../main/base/app-error.ts';
import type { StoreKind } from '../../../main/model/target.ts';
import type { FolderState } from '../../../main/sync/folder-sync.ts';
import { never } from '../../support/world.ts';
import { installDatabaseFaults } from './fail-database.ts';
import { installFileFaults } from './fail-files.ts';
import { requestFaults } from './fail-requests.ts';
import { installInlineThreads } from './inline-threads.ts';
import { arm, counted, disarm, type Kind, type Planned } from './plan.ts';
import { fileFaults } from './planned-error.ts';
import { type Step, steps } from './scenario.ts';
import { createIthWorld, type IthWorld } from './world.ts';

/** What one run came to. */
export interface Outcome {
  readonly calls: Readonly<Record<Kind, number>>;
  /** How often the planned fault struck. */
  readonly hits: number;
  /** Codes that were told while the fault lasted. */
  readonly codes: readonly string[];
  /** What must not be, one sentence each. */
  readonly failures: readonly string[];
  readonly ms: number;
}

/** Nothing counted, asked or told for so long is a hang. A busy machine is slower than this only when it stands still. */
const stillMs = 20_000;
/** A run that needs more calls than this, where one without a fault needs some thousand, never ends. */
const mostCalls = 100_000;
/** Passes after the repair within which all has to be well. */
const mostPasses = 3;
/** Longer than anything that was refused is left alone before another try. */
const putOffMs = 2 * 3_600_000;

const bucketOf: { dir: string } = { dir: '/nowhere' };
installInlineThreads();
installFileFaults();
installDatabaseFaults(() => bucketOf.dir);

/** Runs the scenario under a planned fault, takes the fault away, starts anew, and compares everything with everything. */
export async function tryOut(kind: StoreKind, planned: Planned | null): Promise<Outcome> {
  const startedMs = performance.now();
  const failures: string[] = [];
  const codes = new Set<string>();
  const stray = (thrown: unknown) => void failures.push(`nobody caught: ${textOf(thrown)}`);
  process.on('uncaughtException', stray);
  process.on('unhandledRejection', stray);
  let world: IthWorld | null = null;
  let seen = counted();
  try {
    world = await createIthWorld(kind);
    bucketOf.dir = world.bucketDir;
    arm(planned);
    for (const step of steps) await take(step, world, planned, codes, failures);
    seen = counted();
    disarm();
    await repair(world, planned, codes, failures);
  } catch (thrown) {
    failures.push(`after the repair: ${textOf(thrown)}`);
  } finally {
    disarm();
    await world?.end();
    process.off('uncaughtException', stray);
    process.off('unhandledRejection', stray);
  }
  return { ...seen, codes: [...codes], failures, ms: Math.round(performance.now() - startedMs) };
}

async function take(
  step: Step,
  world: IthWorld,
  planned: Planned | null,
  codes: Set<string>,
  failures: string[],
): Promise<void> {
  const before = world.events.length;
  try {
    await watched(step.do(world), world);
  } catch (thrown) {
    if (thrown instanceof Stuck) throw thrown;
    codes.add(toErrorRecord(thrown).code);
    if (!(thrown instanceof AppError) || thrown.code === 'bug') {
      failures.push(`${step.name} told no clear error: ${textOf(thrown)}`);
    }
  }
  const events = world.events.slice(before);
  const unclear = new Set(events.flatMap(event => codesOf(event)).map(error => tellCode(error, codes)));
  for (const text of unclear) if (text !== null) failures.push(`${step.name} told no clear error: ${text}`);
  for (const event of events) {
    if (event.type !== 'changed' || event.transfer.state.at !== 'done') continue;
    const { target, place } = event.transfer;
    const [file, object] = [place && world.fileAt(place.path), await world.objectAt(target.key)];
    if (file && !object?.equals(file)) failures.push(`${step.name}: ${target.key} is called done and is not`);
  }
  // A missing file is an answer, not a failure: what isn't there needs no object.
  const isLie = planned?.kind === 'file' && fileFaults[planned.fault] === 'ENOENT';
  const last = events.findLast(event => event.type === 'upToDate');
  if (isLie || !last?.state.isUpToDate) return;
  const differences = await world.differences().catch(() => []);
  for (const text of differences) failures.push(`${step.name}: called up to date, but ${text}`);
}

function codesOf(event: IthWorld['events'][number]): readonly { code: string; message: string }[] {
  switch (event.type) {
    case 'changed': {
      const { state } = event.transfer;
      return 'error' in state ? [state.error] : [];
    }
    case 'retrying':
    case 'rootLost':
      return [event.error];
    case 'problem':
      return [event.problem.error];
    default:
      return [];
  }
}

function tellCode({ code, message }: { code: string; message: string }, codes: Set<string>): string | null {
  codes.add(code);
  return code === 'bug' ? message : null;
}

/** What a server says that it does not have, nobody can remove. */
function deniesUploads(planned: Planned | null): boolean {
  return planned?.kind === 'request' && requestFaults[planned.fault]?.[0] === '404 NoSuchUpload';
}

async function repair(
  world: IthWorld,
  planned: Planned | null,
  codes: Set<string>,
  failures: string[],
): Promise<void> {
  await watched(
    world.close().catch(thrown => void codes.add(toErrorRecord(thrown).code)),
    world,
  );
  let state: FolderState | null = null;
  for (let pass = 0; pass < mostPasses && !state?.isUpToDate; pass += 1) {
    world.leap(putOffMs);
    const folder = await watched(world.open(), world);
    ({ state } = await watched(folder.run(never), world));
  }
  if (!state?.isUpToDate) {
    const problems = world.events.flatMap(event => (event.type === 'problem' ? [event.problem] : []));
    const told = problems.map(({ path, error }) => `${path}: ${error.code} ${error.message}`).join('; ');
    const { waiting = 0, provenFiles = 0 } = state ?? {};
    failures.push(
      `after the repair the folder is not up to date: ${provenFiles} proven, ${waiting} waiting; ${told}`,
    );
  }
  failures.push(...(await world.differences()).map(text => `after the repair ${text}`));
  const leaked = deniesUploads(planned) ? [] : await world.leaked();
  failures.push(...leaked.map(key => `an upload of ${key} is left on the server, and not listed`));
  await watched(world.close(), world);
  failures.push(...world.damages().map(text => `the record is damaged: ${text}`));
}

class Stuck extends Error {}

/** Resolves with the task; rejects when nothing moves for long, or everything moves for ever. */
async function watched<T>(task: Promise<T>, world: IthWorld): Promise<T> {
  const moved = () => world.events.length + world.requests() + sum(counted().calls);
  let last = moved();
  let sinceMs = performance.now();
  let stop: (error: Stuck) => void = () => {};
  const stuck = new Promise<never>((_, reject) => {
    stop = reject;
  });
  const timer = setInterval(() => {
    const now = moved();
    if (now !== last) {
      last = now;
      sinceMs = performance.now();
    }
    if (now > mostCalls) stop(new Stuck(`it went on after ${now} calls`));
    if (performance.now() - sinceMs > stillMs) stop(new Stuck(`nothing moved for ${stillMs} ms`));
  }, 250);
  try {
    return await Promise.race([task, stuck]);
  } finally {
    clearInterval(timer);
  }
}

const sum = (calls: Readonly<Record<Kind, number>>) => calls.database + calls.request + calls.file;

function textOf(thrown: unknown): string {
  if (!(thrown instanceof Error) || isAbort(thrown)) return String(thrown);
  const code = thrown instanceof AppError ? ` (${thrown.code} ${JSON.stringify(thrown.facts)})` : '';
  const place =
    thrown.stack
      ?.split('\n')
      .slice(1, 6)
      .map(line => line.trim())
      .join(' < ') ?? '';
  return `${thrown.name}: ${thrown.message}${code} ${place}`;
}
