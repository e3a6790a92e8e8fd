import type { Clock } from '../../base/clock.ts';
import { maskText } from '../../base/log.ts';
import type { Folder } from '../../model/folder.ts';
import type { Problem } from '../../model/problem.ts';
import { staleSince } from '../../plan/up-to-date.ts';
import type { FolderState } from '../../sync/folder-sync.ts';
import { describeError } from '../../text/error-text.ts';
import type { Language } from '../../text/language.ts';
import { showTarget } from '../proof-text.ts';
import type { Terminal } from '../terminal.ts';
import { clockText } from './clock-text.ts';
import { problemFacts, stateFacts } from './json-facts.ts';
import { contextOfProblem } from './problem-text.ts';
import { describeState } from './state-text.ts';
import { syncTextsIn } from './sync-texts.ts';

/** How the folders that are remembered are shown. */
export interface FoldersView {
  folder(state: FolderState): void;
  problem(folder: Folder, problem: Problem): void;
  changed(what: 'paused' | 'resumed' | 'removed', folder: Folder): void;
  /** Nothing is remembered. */
  none(): void;
}

export function createFoldersTextView(
  terminal: Terminal,
  clock: Pick<Clock, 'now'>,
  language: Language,
): FoldersView {
  const texts = syncTextsIn(language);
  return {
    folder(state) {
      const { folder, isBusy, lastScan, verifiedAtMs } = state.record;
      const { root, address, prefix, settings } = folder;
      const nowMs = clock.now();
      terminal.print(
        texts.say('folders.head', {
          root,
          target: showTarget(address, prefix),
          mode: texts.say(`mode.${settings.mode}`),
          account: settings.account.profile,
          busy: isBusy ? texts.say('folders.busy') : null,
        }),
      );
      terminal.print(`  ${describeState(state, false, nowMs, texts)}`);
      const staleSinceMs = staleSinceOf(state, nowMs);
      if (staleSinceMs !== null) {
        const time = clockText(staleSinceMs, nowMs, texts.language);
        terminal.print(`  ${texts.say('event.stale', { time })}`);
      }
      if (lastScan) {
        terminal.print(
          `  ${texts.say('folders.scan', {
            count: lastScan.files,
            directories: lastScan.directories,
            ignored: lastScan.ignored,
            time: clockText(lastScan.endedAtMs, nowMs, texts.language),
            verified: verifiedAtMs === null ? null : clockText(verifiedAtMs, nowMs, texts.language),
          })}`,
        );
      }
      const { failed, warnings, skipped } = state.problems;
      if (failed + warnings + skipped > 0) {
        terminal.print(`  ${texts.say('folders.problems', { failed, warnings, skipped, root })}`);
      }
    },
    problem({ root }, problem) {
      const { cause, remedy, code } = describeError(problem.error, contextOfProblem(problem, root), language);
      const word = texts.say(`weight.${problem.weight}`);
      terminal.print(
        `  ${texts.say('problem.line', { word, path: problem.path || root, cause: maskText(cause), code })}`,
      );
      terminal.print(`    ${maskText(remedy)}`);
    },
    changed: (what, { root }) => terminal.print(texts.say(`folders.${what}`, { root })),
    none: () => terminal.tell(texts.say('folders.none')),
  };
}

/** A pause is the user's own wish, and no reason for an alarm. */
function staleSinceOf({ record: { folder, upToDateAtMs } }: FolderState, nowMs: number): number | null {
  const { isPaused, createdAtMs, settings } = folder;
  return isPaused ? null : staleSince({ upToDateAtMs, createdAtMs, staleMs: settings.staleMs }, nowMs);
}

export function createFoldersJsonView(
  terminal: Terminal,
  clock: Pick<Clock, 'now'>,
  language: Language,
): FoldersView {
  return {
    folder(state) {
      const { folder, isBusy } = state.record;
      const { root, address, prefix, settings, createdAtMs } = folder;
      const { mode, account } = settings;
      terminal.emit('folder', {
        root,
        target: showTarget(address, prefix),
        endpoint: address.endpoint,
        account: account.profile,
        mode,
        createdAtMs,
        isBusy,
        isStale: staleSinceOf(state, clock.now()) !== null,
        ...stateFacts(state),
      });
    },
    problem({ root }, problem) {
      terminal.emit('problem', { root, ...problemFacts(problem, root, language) });
    },
    changed: (what, { root }) => terminal.emit(what, { root }),
    none() {},
  };
}
