import type { Clock } from '../../base/clock.ts';
import { maskText } from '../../base/log.ts';
import type { Folder } from '../../model/folder.ts';
import type { KnownFile } from '../../model/known-file.ts';
import type { Problem } from '../../model/problem.ts';
import type { Explanation } from '../../sync/folder-sync.ts';
import { describeError } from '../../text/error-text.ts';
import type { Language } from '../../text/language.ts';
import { showChecksum, showTarget } from '../proof-text.ts';
import type { Terminal } from '../terminal.ts';
import { clockText } from './clock-text.ts';
import { problemFacts, reasonFacts } from './json-facts.ts';
import { contextOfProblem } from './problem-text.ts';
import { type SyncTexts, syncTextsIn } from './sync-texts.ts';

export interface WhyView {
  explained(explanation: Explanation): void;
}

export function createWhyTextView(
  terminal: Terminal,
  clock: Pick<Clock, 'now'>,
  language: Language,
): WhyView {
  const texts = syncTextsIn(language);
  return {
    explained({ folder, path, known, problem, planned, decisions }) {
      const nowMs = clock.now();
      terminal.print(
        texts.say('why.head', { path, root: folder.root, target: showTarget(folder.address, folder.prefix) }),
      );
      for (const line of known ? describeKnown(known, folder, nowMs, texts) : [texts.say('why.unknown')]) {
        terminal.print(`  ${line}`);
      }
      if (problem) {
        for (const line of describeProblem(problem, folder, nowMs, texts)) terminal.print(`  ${line}`);
      }
      if (planned) terminal.print(`  ${texts.say('why.planned', { reason: texts.sayReason(planned) })}`);
      terminal.print(texts.say(decisions.length > 0 ? 'why.decisions' : 'why.noDecisions'));
      for (const { atMs, what, reason } of decisions) {
        const facts = { time: atMs, what: texts.say(`what.${what}`), reason: texts.sayReason(reason) };
        terminal.print(`  ${texts.say('why.decision', facts)}`);
      }
    },
  };
}

function describeKnown(
  { key, etag, checksum, versionId, provenAtMs, verifiedAtMs, identity }: KnownFile,
  { address }: Folder,
  nowMs: number,
  texts: SyncTexts,
): readonly string[] {
  return [
    texts.say('why.known', {
      time: clockText(provenAtMs, nowMs, texts.language),
      target: showTarget(address, key),
      size: identity.size,
      checksum: checksum && showChecksum(checksum, texts.language),
      etag,
      versionId,
    }),
    verifiedAtMs === null
      ? texts.say('why.neverVerified')
      : texts.say('why.verified', { time: clockText(verifiedAtMs, nowMs, texts.language) }),
  ];
}

function describeProblem(
  problem: Problem,
  { root }: Folder,
  nowMs: number,
  texts: SyncTexts,
): readonly string[] {
  const { error, weight, sinceMs, retryAtMs } = problem;
  const { cause, remedy, code } = describeError(error, contextOfProblem(problem, root), texts.language);
  return [
    texts.say('why.problem', {
      word: texts.say(`weight.${weight}`),
      time: clockText(sinceMs, nowMs, texts.language),
      cause: maskText(cause),
      code,
    }),
    maskText(remedy),
    ...(retryAtMs === null
      ? []
      : [texts.say('why.retry', { time: clockText(retryAtMs, nowMs, texts.language) })]),
  ];
}

/** One line for the path, and one for each decision. */
export function createWhyJsonView(terminal: Terminal, language: Language): WhyView {
  return {
    explained({ folder, path, known, problem, planned, decisions }) {
      const { root, address, prefix } = folder;
      terminal.emit('path', {
        root,
        target: showTarget(address, prefix),
        path,
        known,
        problem: problem && problemFacts(problem, root, language),
        planned: planned && reasonFacts(planned, language),
      });
      for (const { reason, ...decision } of decisions) {
        terminal.emit('decision', { root, ...decision, ...reasonFacts(reason, language) });
      }
    },
  };
}
