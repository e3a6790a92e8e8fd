import type { ProgressSnapshot } from '../../../preload/contract.ts';
import type { Clock } from '../../base/clock.ts';
import type { EngineEvent } from '../../engine.ts';
import type { Problem } from '../../model/problem.ts';
import type { FolderState, SyncResult } from '../../sync/folder-sync.ts';
import { describeError } from '../../text/error-text.ts';
import type { Language } from '../../text/language.ts';
import { tellFailure } from '../failure-view.ts';
import { noticeText } from '../notice-text.ts';
import { describeProgress } from '../progress-bar.ts';
import type { Terminal } from '../terminal.ts';
import { describeEvent } from './event-text.ts';
import { createLiveLine } from './live-line.ts';
import {
  contextOfFolder,
  contextOfProblem,
  isQuestion,
  mostProblemLines,
  tellProblems,
  worstProblems,
} from './problem-text.ts';
import { describeState } from './state-text.ts';
import { type SyncTexts, syncTextsIn } from './sync-texts.ts';
import type { FolderSubject, SyncView } from './sync-view.ts';

/** Without a live line, progress is told so often, and the same trouble once in so long. */
const plainStepMs = 10_000;
/** Without a live line, a folder that changes all the time is said to be up to date at most so often. */
const stateStepMs = 60_000;

/** Shows a `sync` to people: a line that is redrawn on a terminal, lines for what needs attention, and how each folder stands. */
export function createSyncTextView(
  terminal: Terminal,
  clock: Pick<Clock, 'now'>,
  { isVerbose, isWatching }: { readonly isVerbose: boolean; readonly isWatching: boolean },
  language: Language,
): SyncView {
  const texts = syncTextsIn(language);
  const live = createLiveLine(terminal, texts);
  let toldAtMs = clock.now();
  let isSeveral = false;
  const toldTrouble = new Map<string, number>();
  const toldStates = new Map<string, string>();
  const toldUpToDateMs = new Map<string, number>();
  const scannedMs = new Map<string, number>();
  /** Problems that were told with cause and remedy, and are not solved, by folder. */
  const toldProblems = new Map<string, Set<string>>();
  let problemLines = 0;

  /** Several folders are told apart by their roots. */
  const named = ({ root }: FolderSubject, text: string) =>
    isSeveral && !text.startsWith(' ') ? texts.say('folder.line', { root, text }) : text;
  const tell = (subject: FolderSubject, text: string) => terminal.tell(named(subject, text));

  /** The same state again is no news. */
  function isNews({ root }: FolderSubject, kind: string, lines: readonly string[]): boolean {
    const about = `${kind} ${root}`;
    const text = lines.join('\n');
    if (toldStates.get(about) === text) return false;
    toldStates.set(about, text);
    return true;
  }

  function toldIn({ root }: FolderSubject): Set<string> {
    const told = toldProblems.get(root) ?? new Set();
    toldProblems.set(root, told);
    return told;
  }

  function tellProblem(subject: FolderSubject, problem: Problem): void {
    const isQuiet = problem.weight === 'skipped' && !isVerbose;
    if (isQuiet || isQuestion(problem) || problemLines > mostProblemLines) return;
    problemLines += 1;
    if (problemLines > mostProblemLines) {
      tell(subject, texts.say('problem.more'));
      return;
    }
    if (problem.weight !== 'skipped') toldIn(subject).add(problem.path);
    const name = problem.path === '' ? subject.root : named(subject, problem.path);
    const word = texts.say(`weight.${problem.weight}`);
    tellFailure(terminal, word, name, problem.error, contextOfProblem(problem, subject.root), language);
  }

  function tellUpToDate(subject: FolderSubject, state: FolderState): void {
    problemLines = 0;
    const nowMs = clock.now();
    const text = describeState(state, false, nowMs, texts);
    live.rests(subject, text);
    const lastMs = toldUpToDateMs.get(subject.root);
    // One pass ends with the same sentence by itself.
    if (terminal.isLive || !isWatching || (lastMs !== undefined && nowMs < lastMs + stateStepMs)) return;
    toldUpToDateMs.set(subject.root, nowMs);
    if (isNews(subject, 'upToDate', [text])) tell(subject, text);
  }

  function tellTrouble({ what, error, inMs }: EngineEvent & { type: 'retrying' }): void {
    const trouble = `${what} ${error.code}`;
    const lastMs = toldTrouble.get(trouble);
    if (lastMs !== undefined && clock.now() < lastMs + plainStepMs) return;
    toldTrouble.set(trouble, clock.now());
    const { cause, code } = describeError(error, {}, language);
    terminal.tell(texts.say('retrying', { wait: Math.max(1000, inMs), code, cause }));
  }

  return {
    started(subjects) {
      isSeveral = subjects.length > 1;
      for (const { root, target, mode, isRemembered } of subjects) {
        const settings = isRemembered ? texts.say('settings.remembered') : null;
        terminal.tell(texts.say('started', { root, target, mode: texts.say(`mode.${mode}`), settings }));
      }
      if (isWatching) terminal.tell(texts.say('started.watching'));
    },

    progressed(snapshot: ProgressSnapshot) {
      live.progressed(snapshot);
      if (terminal.isLive || snapshot.totalFiles === 0 || snapshot.atMs < toldAtMs + plainStepMs) return;
      toldAtMs = snapshot.atMs;
      terminal.tell(describeProgress(snapshot, language, live.step()));
    },

    connected(event) {
      if (event.type === 'notice')
        terminal.tell(texts.say('note', { text: noticeText(event.notice, language) }));
      else if (event.type === 'retrying') tellTrouble(event);
    },

    happened(subject, event) {
      live.happened(subject, event);
      if (event.type === 'problem') return tellProblem(subject, event.problem);
      if (event.type === 'upToDate') return tellUpToDate(subject, event.state);
      const nowMs = clock.now();
      if (event.type === 'solved') toldIn(subject).delete(event.path);
      if (event.type === 'scanned') scannedMs.set(subject.root, nowMs);
      const lastScanMs = scannedMs.get(subject.root) ?? subject.lastScanMs;
      const told = describeEvent(event, subject, { isVerbose, nowMs, lastScanMs, texts });
      if (told === null || (told.isState && !isNews(subject, event.type, told.lines))) return;
      for (const line of told.lines) tell(subject, line);
    },

    failed(subject, error) {
      live.ended(subject);
      tellFailure(
        terminal,
        texts.say('weight.failed'),
        subject.root,
        error,
        contextOfFolder(subject),
        language,
      );
    },

    async ended(subject, result, problems) {
      live.ended(subject);
      const { state, isStopped } = result;
      const print = (text: string) => terminal.print(named(subject, text));
      const done = describeDone(result, texts);
      if (done !== null) print(done);
      const { failed, warnings, skipped } = state.problems;
      const told = toldIn(subject);
      const untold = failed + warnings - told.size - (state.heldDeletes > 0 ? 1 : 0);
      if (untold > 0) {
        const shown = worstProblems(problems(), ({ path }) => told.has(path));
        tellProblems(shown, subject.root, terminal.tell, texts);
        const more = untold - shown.length;
        if (more > 0) tell(subject, texts.say('problem.rest', { count: more, root: subject.root }));
      }
      if (skipped > 0) tell(subject, texts.say('problem.skipped', { count: skipped, root: subject.root }));
      print(describeState(state, isStopped, clock.now(), texts));
    },

    finished({ folders, upToDate }) {
      terminal.redraw('');
      if (folders > 1) terminal.print(texts.say('summary', { count: folders, upToDate }));
    },
  };
}

/** What a run did; null for nothing. */
function describeDone(result: SyncResult, texts: SyncTexts): string | null {
  const { uploaded, uploadedBytes, adopted, copied, appendedBytes, deleted, replaced, conflicts } = result;
  const done = [
    uploaded > 0 && texts.say('done.uploaded', { count: uploaded, bytes: uploadedBytes }),
    adopted > 0 && texts.say('done.adopted', { count: adopted }),
    copied > 0 && texts.say('done.copied', { count: copied }),
    appendedBytes > 0 && texts.say('done.appended', { bytes: appendedBytes }),
    deleted > 0 && texts.say('done.deleted', { count: deleted }),
    replaced > 0 && texts.say('done.replaced', { count: replaced }),
    conflicts > 0 && texts.say('done.conflicts', { count: conflicts }),
  ].filter(text => text !== false);
  return done.length === 0 ? null : texts.list(done);
}
