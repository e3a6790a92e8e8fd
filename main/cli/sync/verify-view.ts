import type { Clock } from '../../base/clock.ts';
import type { VerifyResult } from '../../sync/folder-sync.ts';
import type { Language } from '../../text/language.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { clockText } from './clock-text.ts';
import { syncTextsIn } from './sync-texts.ts';
import type { FolderSubject } from './sync-view.ts';

/** How the outcome of a `verify` is shown; what comes before it shows as with `sync`. */
export interface VerifyView {
  verified(subject: FolderSubject, result: VerifyResult, exitCode: ExitCode): void;
}

export function createVerifyTextView(
  terminal: Terminal,
  clock: Pick<Clock, 'now'>,
  language: Language,
): VerifyView {
  const texts = syncTextsIn(language);
  return {
    verified({ root, target }, result, exitCode) {
      const { files, verified, bytesRead, oldestPassMs } = result;
      terminal.redraw('');
      terminal.print(
        texts.say('verify.head', { root, target, count: verified, total: files, bytes: bytesRead }),
      );
      const kinds = ['changed', 'missing', 'different', 'unprovable', 'foreign', 'repaired'] as const;
      for (const kind of kinds) {
        const count = result[kind];
        if (count > 0) terminal.print(`  ${texts.say(`verify.${kind}`, { count })}`);
      }
      const pass =
        oldestPassMs === null
          ? texts.say('verify.notAll')
          : texts.say('verify.oldest', { time: clockText(oldestPassMs, clock.now(), texts.language) });
      terminal.print(`  ${pass}`);
      const verdict =
        exitCode === exitCodes.done
          ? 'verify.proven'
          : exitCode === exitCodes.paused
            ? 'verify.stopped'
            : 'verify.differs';
      terminal.print(texts.say(verdict));
    },
  };
}

export function createVerifyJsonView(terminal: Terminal): VerifyView {
  return {
    verified({ root, target }, result, exitCode) {
      terminal.emit('verified', { root, target, ...result, exitCode });
    },
  };
}
