import type { Facts } from '../base/app-error.ts';
import { maskText } from '../base/log.ts';
import { policyFor } from '../doctor/policy.ts';
import {
  type CheckId,
  type CheckResult,
  countOf,
  type Finding,
  type LeftBehind,
  type Report,
} from '../doctor/report.ts';
import type { Right } from '../doctor/rights.ts';
import type { BucketAccess } from '../model/access.ts';
import type { Language } from './environment.ts';
import { describeError } from './error-text.ts';
import { failureFacts } from './failure-view.ts';
import { formatCount, printable } from './format.ts';
import { showTarget } from './proof-text.ts';
import type { Terminal } from './terminal.ts';

/** How a self-test is shown, check by check. */
export interface DoctorView {
  started(): void;
  concluded(result: CheckResult): void;
  finished(report: Report): void;
}

const titles: Readonly<Record<CheckId, string>> = {
  names: 'name of the host',
  proxy: 'proxy',
  connection: 'connection',
  keys: 'keys',
  bucket: 'bucket',
  clock: 'clock',
  list: 'list objects',
  put: 'put an object',
  get: 'read an object',
  begin: 'begin an upload',
  part: 'send a part',
  listParts: 'list parts',
  listUploads: 'list uploads',
  complete: 'complete an upload',
  abort: 'abort an upload',
  append: 'append',
  checksums: 'checksums',
  partSize: 'part sizes',
  delete: 'delete objects',
  rate: 'speed',
  cleanup: 'cleaning up',
};

const words: Readonly<Record<Finding['became'], string>> = {
  passed: 'ok',
  warned: 'note',
  failed: 'FAILED',
  skipped: 'skipped',
};

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
    terminal.print(`${indent}(code ${code}${requestId === null ? '' : `, request ${requestId}`})`);
    for (const { Action, Resource } of policyOf(missing === null ? [] : [missing])?.Statement ?? []) {
      terminal.print(`${indent}to allow: ${Action.join(', ')} on ${printable(Resource.join(', '))}`);
    }
  }

  const text: DoctorView = {
    started() {
      terminal.tell(`testing ${showTarget(address, folder)} at ${printable(address.endpoint)}`);
    },
    concluded(result) {
      const { id, finding } = result;
      const says =
        finding.became === 'failed'
          ? maskText(describeError(finding.error, context, language).cause)
          : printable(finding.says);
      terminal.print(`${words[finding.became].padEnd(wordWidth)}${titles[id].padEnd(titleWidth)}${says}`);
      printFailure(result);
    },
    finished({ results, missing, left }) {
      for (const line of leftLines(left)) terminal.print(line);
      const policy = policyOf(missing);
      if (policy) {
        terminal.tell(`the smallest ${policyName} policy that allows what is missing:`);
        terminal.print(JSON.stringify(policy, null, 2));
      }
      terminal.tell(summaryText(results));
    },
  };

  const json: DoctorView = {
    started: () =>
      terminal.emit('started', { target: showTarget(address, folder), endpoint: address.endpoint }),
    concluded({ id, finding, tookMs, missing }) {
      const found =
        finding.became === 'failed' ? failureFacts(finding.error, context, language) : { says: finding.says };
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

function leftLines({ keys, uploads }: LeftBehind): readonly string[] {
  return [
    ...keys.map(key => `left behind: the object ${printable(key)}`),
    ...uploads.map(
      ({ key, uploadId }) => `left behind: the upload ${printable(uploadId)} of ${printable(key)}`,
    ),
  ];
}

/** Pure. */
export function summaryText(results: readonly CheckResult[]): string {
  const [failed, warned, skipped] = (['failed', 'warned', 'skipped'] as const).map(each =>
    countOf(results, each),
  );
  const figures = [
    `${formatCount(countOf(results, 'passed'), 'check')} passed`,
    ...(warned ? [formatCount(warned, 'note')] : []),
    ...(failed ? [`${failed} failed`] : []),
    ...(skipped ? [`${skipped} skipped`] : []),
  ].join(', ');
  return failed ? figures : `all well: ${figures}`;
}
