import type { Command } from 'commander';
import type { Surroundings } from '../surroundings.ts';
import { addAbort } from './abort.ts';
import { addComplete } from './complete.ts';
import { addList } from './list.ts';
import { addPart } from './part.ts';
import { addParts } from './parts.ts';
import { addStart } from './start.ts';

export function addUploads(program: Command, here: Surroundings): void {
  const uploads = program
    .command('uploads')
    .summary('unfinished uploads: list, go on, remove; or drive one by hand')
    .description(
      'Without a further word, lists the unfinished uploads of TARGET (see: longshore uploads list --help).\nThe others drive one upload by hand, for scripts; each prints JSON.',
    );
  addList(uploads, here);
  addStart(uploads, here);
  addPart(uploads, here);
  addParts(uploads, here);
  addComplete(uploads, here);
  addAbort(uploads, here);
}
