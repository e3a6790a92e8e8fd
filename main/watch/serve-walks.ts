import { toErrorRecord } from '../base/app-error.ts';
import { systemClock } from '../base/clock.ts';
import { createFolderRules, type FolderRules, traverse } from './traverse.ts';
import type { WalkSetup } from './walk.ts';
import type { FromWalkWorker, Piece, ToWalkWorker } from './walk-messages.ts';

/** A step ends with so many entries, directories or milliseconds, whatever comes first: its answer is a few milliseconds of the engine's time. */
const stepEntries = 500;
const stepPieces = 100;
const stepMs = 50;

/** Of so many folders the rules are kept between walks. */
const mostFolders = 32;

/**
 * Walks folders for whoever posts the messages that the returned function takes, a step for every `next`, so that walks take turns and
 * one that is stopped ends after the step it is in. File system calls wait here. `close` ends with `leave`.
 */
export function serveWalks(
  answer: (message: FromWalkWorker) => void,
  leave: () => void,
): (message: ToWalkWorker) => void {
  const rulesOfFolders = new Map<string, FolderRules>();
  const walks = new Map<number, Generator<Piece, void>>();

  function rulesFor({ root, ignore }: WalkSetup): FolderRules {
    const id = JSON.stringify([root, ignore]);
    const known = rulesOfFolders.get(id) ?? createFolderRules({ root, ignore });
    // The one that was used longest ago comes first.
    rulesOfFolders.delete(id);
    const [oldest] = rulesOfFolders.keys();
    if (rulesOfFolders.size >= mostFolders && oldest !== undefined) rulesOfFolders.delete(oldest);
    rulesOfFolders.set(id, known);
    return known;
  }

  return message => {
    if (message.type === 'close') {
      leave();
      return;
    }
    const { id } = message;
    if (message.type === 'open') {
      walks.set(id, traverse(message.setup, message.looks, rulesFor));
      return;
    }
    const walk = walks.get(id);
    if (message.type === 'stop') walks.delete(id);
    else if (walk) {
      try {
        const { pieces, isOver } = step(walk);
        if (isOver) walks.delete(id);
        answer({ type: 'pieces', id, pieces, isOver });
      } catch (thrown) {
        walks.delete(id);
        answer({ type: 'failed', id, error: toErrorRecord(thrown) });
      }
    }
  };
}

function step(walk: Generator<Piece, void>): { readonly pieces: readonly Piece[]; readonly isOver: boolean } {
  const pieces: Piece[] = [];
  const endMs = systemClock.monotonic() + stepMs;
  for (let entries = 0; entries < stepEntries && pieces.length < stepPieces; ) {
    const { value, done } = walk.next();
    if (done) return { pieces, isOver: true };
    pieces.push(value);
    const { files, directories, leftOut } = value.directory;
    entries += files.length + directories.length + leftOut.length;
    if (systemClock.monotonic() >= endMs) break;
  }
  return { pieces, isOver: false };
}
