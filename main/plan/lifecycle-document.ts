import type { StoreKind } from '../model/target.ts';

const ruleName = 'longshore-unfinished-uploads';

/**
 * The rule by which a store itself removes unfinished uploads after so many days, as it takes it: XML for OSS, JSON for S3's tool.
 * `prefix` is that of the keys; empty for the whole bucket. Pure.
 */
export function lifecycleDocument(kind: StoreKind, prefix: string, days: number): string {
  return kind === 'oss' ? ossDocument(prefix, days) : s3Document(prefix, days);
}

function ossDocument(prefix: string, days: number): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<LifecycleConfiguration>',
    '  <Rule>',
    `    <ID>${ruleName}</ID>`,
    `    <Prefix>${escapeXml(prefix)}</Prefix>`,
    '    <Status>Enabled</Status>',
    '    <AbortMultipartUpload>',
    `      <Days>${days}</Days>`,
    '    </AbortMultipartUpload>',
    '  </Rule>',
    '</LifecycleConfiguration>',
  ].join('\n');
}

function s3Document(prefix: string, days: number): string {
  const rule = {
    ID: ruleName,
    Filter: { Prefix: prefix },
    Status: 'Enabled',
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: days },
  };
  return JSON.stringify({ Rules: [rule] }, null, 2);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
