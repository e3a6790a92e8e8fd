import type { Language } from '../../text/language.ts';
import { textsIn } from '../../text/texts.ts';
import type { Child, ChildEnd } from './child.ts';
import { startChild } from './child.ts';
import type { DemoBucket } from './demo-bucket.ts';

/** A `longshore put` in a process of its own; its bar goes straight to our terminal. */
export interface PutRun {
  readonly child: Child;
  readonly ended: Promise<ChildEnd>;
  /** Proofs and the summary, as far as they were printed. */
  readonly lines: readonly string[];
}

/** Parts in flight at once: a number that stands still, so that what a kill may cost can be said beforehand. */
export const demoParallel = 8;

export function startPut(
  names: readonly string[],
  bucket: DemoBucket,
  folder: string,
  environment: NodeJS.ProcessEnv,
): PutRun {
  const { endpoint, region } = bucket.address;
  const child = startChild({
    args: [
      'put',
      ...names,
      `oss://${bucket.address.bucket}/`,
      ...['--endpoint', endpoint, '--region', region, '--proxy', 'none'],
      ...['--parallel', String(demoParallel)],
    ],
    folder,
    environment: {
      ...environment,
      OSS_ACCESS_KEY_ID: bucket.access.accessKeyId,
      OSS_ACCESS_KEY_SECRET: bucket.access.accessKeySecret,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let rest = '';
  child.process.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  return { child, ended: child.ended, lines };
}

/** What comes before the name in a line about a file that is proven. */
export function provenWord(language: Language): string {
  const [word = ''] = textsIn(language).say('put.proven', { name: '*', target: '-', proof: '-' }).split('*');
  return word;
}

/** The names of the files that a run has proven. */
export function provenNames(lines: readonly string[], word: string): ReadonlySet<string> {
  return new Set(
    lines.flatMap(line =>
      line.startsWith(word) ? (/^(\S+) -> /.exec(line.slice(word.length))?.[1] ?? []) : [],
    ),
  );
}
