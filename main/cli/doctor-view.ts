import type { Facts } from '../base/app-error.ts';
import { maskText } from '../base/log.ts';
import type { CheckSaid } from '../base/said.ts';
import { policyFor } from '../doctor/policy.ts';
import { type CheckResult, checkIds, countOf, type LeftBehind, type Report } from '../doctor/report.ts';
import type { Right } from '../doctor/rights.ts';
import type { BucketAccess } from '../model/access.ts';
import { describeError } from '../text/error-text.ts';
import type { Language } from '../text/language.ts';
import { type Texts, textsIn } from '../text/texts.ts';
import { padEndTo } from './columns.ts';
import { failureFacts } from './failure-view.ts';
import { showTarget } from './proof-text.ts';
import type { Terminal } from './terminal.ts';

/** How a self-test is shown, check by check. */
export interface DoctorView {
  started(): void;
  concluded(result: CheckResult): void;
  finished(report: Report): void;
}

const wordWidth = 8;
const titleWidth = 20;
const indent = ' '.repeat(wordWidth + titleWidth);

export function createDoctorView(
  terminal: Terminal,
  access: BucketAccess,
  keyFacts: Facts,
  folder: string,
  isJson: boolean,
  language: Language,
): DoctorView {
  const { address } = access;
  const texts = textsIn(language);
  const { say } = texts;
  const context: Facts = {
    ...keyFacts,
    bucket: address.bucket,
    endpoint: address.endpoint,
    region: address.region,
    target: showTarget(address, folder),
    command: 'doctor',
  };
  const policyName = address.kind === 'oss' ? 'RAM' : 'IAM';
  const policyOf = (rights: readonly Right[]) => policyFor(address, folder, rights);

  function printFailure({ finding, missing }: CheckResult): void {
    if (finding.became !== 'failed') return;
    const { remedy, code, requestId } = describeError(finding.error, context, language);
    terminal.print(`${indent}${maskText(remedy)}`);
    terminal.print(`${indent}${say('failure.code', { code, requestId })}`);
    for (const { Action, Resource } of policyOf(missing === null ? [] : [missing])?.Statement ?? []) {
      const allowed = { actions: Action.join(', '), resources: Resource.join(', ') };
      terminal.print(`${indent}${say('doctor.toAllow', allowed)}`);
    }
  }

  const text: DoctorView = {
    started() {
      terminal.tell(
        say('doctor.started', { target: showTarget(address, folder), endpoint: address.endpoint }),
      );
    },
    concluded(result) {
      const { id, finding } = result;
      const says =
        finding.became === 'failed'
          ? maskText(describeError(finding.error, context, language).cause)
          : saidIn(texts, finding.says);
      const word = padEndTo(wordWidth, say(`became.${finding.became}`));
      const title = padEndTo(titleWidth, say(`check.${id}`));
      terminal.print(word + title + says);
      printFailure(result);
    },
    finished({ results, missing, left }) {
      for (const line of leftLines(left, texts)) terminal.print(line);
      const policy = policyOf(missing);
      if (policy) {
        terminal.tell(say('doctor.policy', { kind: policyName }));
        terminal.print(JSON.stringify(policy, null, 2));
      }
      terminal.tell(summaryText(results, texts));
    },
  };

  const json: DoctorView = {
    started: () =>
      terminal.emit('started', { target: showTarget(address, folder), endpoint: address.endpoint }),
    concluded({ id, finding, tookMs, missing }) {
      const found =
        finding.became === 'failed'
          ? failureFacts(finding.error, context, language)
          : { says: saidIn(textsIn('en'), finding.says) };
      const policy = missing === null ? {} : { missing, policy: policyOf([missing]) };
      terminal.emit('check', { id, became: finding.became, ...found, ...policy, tookMs });
    },
    finished({ results, prefix, missing, left }) {
      terminal.emit('summary', {
        passed: countOf(results, 'passed'),
        warned: countOf(results, 'warned'),
        failed: countOf(results, 'failed'),
        skipped: countOf(results, 'skipped'),
        prefix,
        left,
        policy: policyOf(missing),
      });
    },
  };

  return isJson ? json : text;
}

/** A check that lacks another one names it as the list does. */
function saidIn(texts: Texts, { key, facts }: CheckSaid): string {
  const { check } = facts;
  const id = checkIds.find(known => known === check);
  return texts.sayCheck({
    key,
    facts: id === undefined ? facts : { ...facts, check: texts.say(`check.${id}`) },
  });
}

function leftLines({ keys, uploads }: LeftBehind, { say }: Texts): readonly string[] {
  return [
    ...keys.map(key => say('doctor.leftObject', { key })),
    ...uploads.map(({ key, uploadId }) => say('doctor.leftUpload', { key, uploadId })),
  ];
}

/** Pure. */
export function summaryText(results: readonly CheckResult[], { say }: Texts): string {
  const [failed, warned, skipped] = (['failed', 'warned', 'skipped'] as const).map(each =>
    countOf(results, each),
  );
  const figures = say('doctor.figures', {
    count: countOf(results, 'passed'),
    notes: warned ? say('doctor.notes', { count: warned }) : null,
    failed: failed || null,
    skipped: skipped || null,
  });
  return failed ? figures : say('doctor.allWell', { figures });
}
