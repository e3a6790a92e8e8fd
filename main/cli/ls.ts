import type { Command } from 'commander';
import type { ListedObject, ObjectStore } from '../remote/object-store.ts';
import { formatsIn, printable } from '../text/format.ts';
import type { Language } from '../text/language.ts';
import { textsIn } from '../text/texts.ts';
import { withBucket } from './bucket-session.ts';
import { padStartTo } from './columns.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { addConnectionOptions, type ConnectionOptions } from './options.ts';
import type { Surroundings } from './surroundings.ts';

interface ListOptions extends ConnectionOptions {
  readonly recursive?: boolean;
}

export function addLs(program: Command, here: Surroundings): void {
  const command = program
    .command('ls')
    .summary('list objects')
    .description(
      'Lists the objects whose names begin with the key of TARGET; folders are names up to the next /.',
    )
    .argument('<target>', 'oss://bucket/prefix, s3://bucket/prefix or account:bucket/prefix')
    .option('-r, --recursive', 'everything below, instead of one level');
  addConnectionOptions(command).action(async (target: string, options: ListOptions) => {
    here.endWith(await list(target, options, here));
  });
}

/** Prints page by page, so a bucket of any size needs no more memory than a small one. */
async function list(target: string, options: ListOptions, here: Surroundings): Promise<ExitCode> {
  const { terminal } = here;
  const { language, say } = textsIn(here.environment.language);
  return withBucket(target, options, here, async (store, prefix, signal) => {
    let [objects, folders, bytes] = [0, 0, 0];
    for await (const page of pagesOf(store, prefix, options.recursive === true, signal)) {
      for (const name of page.prefixes) {
        folders += 1;
        if (options.json) terminal.emit('folder', { prefix: name });
        else terminal.print(`${padStartTo(10, say('ls.folder'))}  ${' '.repeat(16)}  ${printable(name)}`);
      }
      for (const object of page.objects) {
        objects += 1;
        bytes += object.size;
        if (options.json) terminal.emit('object', object);
        else terminal.print(rowOf(object, language));
      }
      await terminal.drained();
      if (terminal.gone.aborted) return exitCodes.done;
    }
    if (options.json) terminal.emit('summary', { objects, folders, bytes });
    else {
      terminal.tell(
        say('ls.summary', {
          folders: folders > 0 ? say('count.folders', { count: folders }) : null,
          objects: say('count.objects', { count: objects }),
          size: bytes,
        }),
      );
    }
    return exitCodes.done;
  });
}

/** Every page of a listing. */
export async function* pagesOf(
  store: ObjectStore,
  prefix: string,
  isRecursive: boolean,
  signal: AbortSignal,
) {
  let token: string | null = null;
  do {
    const page = await store.list(
      { prefix, ...(!isRecursive && { delimiter: '/' }), ...(token !== null && { token }) },
      signal,
    );
    yield page;
    token = page.next;
  } while (token !== null);
}

function rowOf({ key, size, lastModifiedMs }: ListedObject, language: Language): string {
  const { bytes, moment } = formatsIn(language);
  return `${padStartTo(10, bytes(size))}  ${moment(lastModifiedMs)}  ${printable(key)}`;
}
