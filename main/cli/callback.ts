import type { Command } from 'commander';
import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import type { Proof } from '../model/proof.ts';
import type { BucketAddress } from '../model/target.ts';
import { textsIn } from '../text/texts.ts';
import { withBucket } from './bucket-session.ts';
import { callbackCommand, wordsTo } from './callback-command.ts';
import {
  callbackError,
  callbackFacts,
  lostCallback,
  showAnswer,
  tellCallbackFailure,
} from './callback-text.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { failureFacts } from './failure-view.ts';
import { addCallbackOptions, addTag, type CallbackFlags, callbackOf } from './object-options.ts';
import { addConnectionOptions, type ConnectionOptions } from './options.ts';
import { proofFacts, showProof, showTarget } from './proof-text.ts';
import type { Surroundings } from './surroundings.ts';

interface CallbackOptions extends ConnectionOptions, CallbackFlags {
  readonly acl?: string;
  readonly tag?: Readonly<Record<string, string>>;
  readonly force?: boolean;
}

export function addCallback(program: Command, here: Surroundings): void {
  const command = program
    .command('callback')
    .summary('repeat an upload callback alone (OSS)')
    .description(
      "Has OSS tell an application of an object that is stored already, as after a callback that failed.\nOSS calls only when it stores something, so the object is stored anew from itself, on the server: nothing is sent,\nand bytes, headers, metadata, storage class and encryption stay. Its ACL becomes the bucket's unless --acl is given,\nand its tags have to be given again. In a bucket with versions it becomes a new one.",
    )
    .argument('<target>', 'oss://bucket/key or account:bucket/key')
    .optionsGroup('Object:')
    .option('--acl <acl>', "the object's ACL, where it has one of its own: private, public-read …")
    .option('--tag <name=value>', 'a tag of the object; to be given for all that it has', addTag)
    .option(
      '-f, --force',
      'also an object that was appended, which ends that, or one that was in an archive',
    );
  addCallbackOptions(command);
  addConnectionOptions(command).action(async (target: string, options: CallbackOptions) => {
    here.endWith(await repeat(target, options, here));
  });
}

async function repeat(target: string, options: CallbackOptions, here: Surroundings): Promise<ExitCode> {
  const { acl, tag: tags, force } = options;
  const callback = callbackOf(options);
  if (callback === undefined) throw usage(problem('callback.noUrl'));
  return withBucket(target, options, here, async (store, key, signal, engine, access) => {
    if (key === '') throw usage(problem('target.noKey', { target }));
    const { address } = store;
    if (acl === undefined && address.kind === 'oss' && !options.json) {
      const { say } = textsIn(here.environment.language);
      here.terminal.tell(say('note', { text: say('callback.aclNote') }));
    }
    const way = wordsTo(target, key, options);
    const wish = { access, key, callback, ...(acl !== undefined && { acl }), ...(tags && { tags }) };
    const proof = await engine.repeatCallback({ ...wish, ...(force && { isForced: true }) }, signal);
    const forced = force ? [...way, '--force'] : way;
    return show(address, key, proof, callbackCommand(forced, callback, wish), options, here);
  });
}

function usage(about: ProblemFacts): AppError {
  return new AppError('usage', 'no callback can be repeated like this', { ...about, command: 'callback' });
}

function show(
  address: BucketAddress,
  key: string,
  proof: Proof,
  again: string,
  { json }: CallbackOptions,
  { terminal, environment: { language } }: Surroundings,
): ExitCode {
  const place = showTarget(address, key);
  const context = { key, bucket: address.bucket, target: place };
  const error = proof.callback === null ? lostCallback(proof) : callbackError(proof);
  if (json) {
    terminal.emit(error === null ? 'calledBack' : 'callbackFailed', {
      bucket: address.bucket,
      key,
      ...(error && { ...failureFacts(error, context, language), repeat: again }),
      ...proofFacts(proof),
      ...callbackFacts(proof),
    });
  } else {
    const { say } = textsIn(language);
    const facts = { target: place, proof: showProof(proof, language) };
    terminal.print(say(error === null ? 'callback.done' : 'callback.unchanged', facts));
    if (error !== null) tellCallbackFailure(terminal, place, error, context, again, language);
    else if (proof.callback?.became === 'answered') terminal.print(showAnswer(proof.callback, language));
  }
  return error === null ? exitCodes.done : exitCodes.calledBackInVain;
}
