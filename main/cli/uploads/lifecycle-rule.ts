import { isAwsHost } from '../../model/endpoint.ts';
import type { BucketAddress } from '../../model/target.ts';
import { lifecycleDocument } from '../../plan/lifecycle-document.ts';
import type { Texts } from '../../text/texts.ts';

/** A rule by which the store itself removes unfinished uploads. */
export interface LifecycleRule {
  readonly format: 'xml' | 'json';
  /** The whole document as the store takes it. */
  readonly document: string;
  /** How to hand it in, a sentence or a command a line. */
  readonly apply: readonly string[];
}

/** Pure. `prefix` is that of the keys; empty for the whole bucket. */
export function lifecycleRule(
  { kind, bucket, region, endpoint }: BucketAddress,
  prefix: string,
  days: number,
  { say }: Texts,
): LifecycleRule {
  if (kind === 'oss') {
    return {
      format: 'xml',
      document: lifecycleDocument(kind, prefix, days),
      apply: [
        say('lifecycle.console'),
        say('lifecycle.ossutil'),
        `  ossutil lifecycle --method get oss://${bucket} rules.xml`,
        `  ossutil lifecycle --method put oss://${bucket} rules.xml`,
      ],
    };
  }
  const where = isAwsHost(new URL(endpoint).hostname) ? `--region ${region}` : `--endpoint-url ${endpoint}`;
  return {
    format: 'json',
    document: lifecycleDocument(kind, prefix, days),
    apply: [
      say('lifecycle.replaces'),
      `  aws s3api get-bucket-lifecycle-configuration --bucket ${bucket} ${where}`,
      `  aws s3api put-bucket-lifecycle-configuration --bucket ${bucket} ${where} --lifecycle-configuration file://rules.json`,
    ],
  };
}
