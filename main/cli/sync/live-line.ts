import type { ProgressSnapshot } from '../../../preload/contract.ts';
import type { FolderEvent } from '../../sync/folder-sync.ts';
import { cutTo } from '../columns.ts';
import { drawProgress } from '../progress-bar.ts';
import type { Terminal } from '../terminal.ts';
import type { SyncTexts } from './sync-texts.ts';
import type { FolderSubject } from './sync-view.ts';

/** The one line at the bottom of a terminal, for all folders of a command. */
export interface LiveLine {
  progressed(snapshot: ProgressSnapshot): void;
  happened(subject: FolderSubject, event: FolderEvent): void;
  /** The folder is quiet, and stands like this. */
  rests(subject: FolderSubject, state: string): void;
  ended(subject: FolderSubject): void;
  /** What stands in for the time left while the total still grows; empty once it does not. */
  step(): string;
}

/** What a folder does besides transfers. */
type Doing =
  | { readonly at: 'listing'; readonly objects: number }
  | { readonly at: 'scanning'; readonly files: number; readonly directories: number };

/** Transfers come first; while none runs, what is looked at; and once all is quiet, how it stands. */
export function createLiveLine(terminal: Terminal, texts: SyncTexts): LiveLine {
  const doings = new Map<string, Doing>();
  const states = new Map<string, string>();
  let latest: ProgressSnapshot | null = null;

  const step = () => ([...doings.values()].some(({ at }) => at === 'scanning') ? texts.say('live.step') : '');

  function describeDoing(doing: Doing): string {
    return doing.at === 'listing'
      ? texts.say('live.listing', { count: doing.objects })
      : texts.say('live.scanning', { count: doing.files, directories: doing.directories });
  }

  function lineNow(): string {
    if (latest !== null && isMoving(latest))
      return drawProgress(latest, terminal.columns(), texts.language, step());
    const found = [...doings].map(([root, doing]) => [root, describeDoing(doing)] as const);
    const [first] = found.length > 0 ? found : states;
    if (first === undefined) return '';
    const [root, text] = first;
    const isSeveral = states.size + doings.size > 1;
    // The last column stays free: some terminals wrap a line that fills it.
    return cutTo(terminal.columns() - 1, isSeveral ? texts.say('folder.line', { root, text }) : text);
  }

  const draw = () => {
    if (terminal.isLive) terminal.redraw(lineNow());
  };

  return {
    step,
    progressed(snapshot) {
      latest = snapshot;
      draw();
    },
    happened({ root }, event) {
      const doing = doingOf(event);
      if (doing === undefined) return;
      if (doing === null) doings.delete(root);
      else doings.set(root, doing);
      draw();
    },
    rests({ root }, state) {
      // The one that was told last comes first.
      states.delete(root);
      const others = [...states];
      states.clear();
      for (const [key, text] of [[root, state] as const, ...others]) states.set(key, text);
      draw();
    },
    ended({ root }) {
      doings.delete(root);
      states.delete(root);
      draw();
    },
  };
}

/** Null when the event ends what was done; undefined when it says nothing of it. */
function doingOf(event: FolderEvent): Doing | null | undefined {
  switch (event.type) {
    case 'listing':
      return { at: 'listing', objects: event.objects };
    case 'scanning':
      return { at: 'scanning', files: event.files, directories: event.directories };
    case 'listed':
    case 'scanned':
    case 'rootLost':
    case 'paused':
    case 'upToDate':
      return null;
    default:
      return undefined;
  }
}

function isMoving({ totalFiles, doneFiles, failedFiles }: ProgressSnapshot): boolean {
  return doneFiles + failedFiles < totalFiles;
}
