import type { BucketAddress } from '../model/target.ts';
import { grantOf, type Right } from './rights.ts';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: { readonly StringLike: Readonly<Record<string, readonly string[]>> };
}

/** A RAM policy (OSS) or an IAM policy (S3), ready to be written as JSON. */
export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/**
 * The smallest policy that allows these rights for keys that begin with `prefix`. Pure; null without rights. The right to
 * list uploads can't be narrowed to a prefix by either service.
 */
export function policyFor(address: BucketAddress, prefix: string, rights: readonly Right[]): Policy | null {
  const { kind } = address;
  const grants = rights.flatMap(right => grantOf(kind, right) ?? []);
  const actionsOn = (on: string) => [
    ...new Set(grants.filter(grant => grant.on === on).map(({ action }) => action)),
  ];
  const pattern = `${escapePattern(kind, prefix)}*`;
  const bucket = bucketResource(address);
  const statements = [
    statement(actionsOn('objects'), `${bucket}/${pattern}`),
    statement(actionsOn('bucket'), bucket, prefix === '' ? undefined : listCondition(kind, pattern)),
    statement(actionsOn('whole-bucket'), bucket),
  ].filter(each => each.Action.length > 0);
  if (statements.length === 0) return null;
  return { Version: kind === 'oss' ? '1' : '2012-10-17', Statement: statements };
}

function statement(
  actions: readonly string[],
  resource: string,
  condition?: Statement['Condition'],
): Statement {
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: [resource],
    ...(condition && { Condition: condition }),
  };
}

function listCondition(kind: BucketAddress['kind'], pattern: string): Statement['Condition'] {
  return { StringLike: { [kind === 'oss' ? 'oss:Prefix' : 's3:prefix']: [pattern] } };
}

function bucketResource({ kind, bucket, region }: BucketAddress): string {
  if (kind === 'oss') return `acs:oss:*:*:${bucket}`;
  return `arn:${region.startsWith('cn-') ? 'aws-cn' : 'aws'}:s3:::${bucket}`;
}

/** IAM has a way to write the wildcards as themselves; RAM has none, where `?` at least stands for one character only. */
function escapePattern(kind: BucketAddress['kind'], prefix: string): string {
  return kind === 's3' ? prefix.replace(/[*?$]/g, char => `\${${char}}`) : prefix.replaceAll('*', '?');
}
