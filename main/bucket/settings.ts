import { absentSettings, bucketSettings } from './bucket-settings.ts';
import { type Answer, bucketOf, type Call, objectOf, xmlAnswer } from './call.ts';
import { ownerNode, ownerNodes } from './owner.ts';
import { refuse } from './refusal.ts';
import { tagsIn } from './tagging.ts';
import { type XmlNode, xmlDocument } from './xml.ts';

/** The ACL of a bucket, as its last PUT set it. */
export function bucketAcl(call: Call): Answer {
  return aclAnswer(call, bucketOf(call).acl);
}

/** The ACL of an object. OSS says `default` for one that has none of its own, S3 what the bucket gives it. */
export function objectAcl(call: Call): Answer {
  const acl = objectOf(call).attributes.acl ?? 'default';
  return aclAnswer(call, acl === 'default' && call.dialect.kind === 's3' ? bucketOf(call).acl : acl);
}

const ossAcls = ['default', 'private', 'public-read', 'public-read-write'];

function aclAnswer({ dialect }: Call, acl: string): Answer {
  const grants: readonly XmlNode[] =
    dialect.kind === 'oss' ? [['Grant', ossAcls.includes(acl) ? acl : 'private']] : s3Grants(acl);
  return xmlAnswer(
    xmlDocument('AccessControlPolicy', [ownerNode, ['AccessControlList', grants]], dialect.namespace),
  );
}

const groups = 'http://acs.amazonaws.com/groups/global';

/** A canned ACL as the list of grants that it stands for. */
function s3Grants(acl: string): XmlNode[] {
  const group = (name: string, permission: string) =>
    grant('Group', [['URI', `${groups}/${name}`]], permission);
  const own = grant('CanonicalUser', ownerNodes, 'FULL_CONTROL');
  switch (acl) {
    case 'public-read':
      return [own, group('AllUsers', 'READ')];
    case 'public-read-write':
      return [own, group('AllUsers', 'READ'), group('AllUsers', 'WRITE')];
    case 'authenticated-read':
      return [own, group('AuthenticatedUsers', 'READ')];
    default:
      return [own];
  }
}

function grant(type: string, grantee: readonly XmlNode[], permission: string): XmlNode {
  const attributes = { 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance', 'xsi:type': type };
  return [
    'Grant',
    [
      ['Grantee', grantee, attributes],
      ['Permission', permission],
    ],
  ];
}

/** The tags that came with the object. */
export function objectTagging(call: Call): Answer {
  const { tagging } = objectOf(call).attributes;
  const tags = ((tagging && tagsIn(tagging)) || []).map<XmlNode>(([key, value]) => [
    'Tag',
    [
      ['Key', key],
      ['Value', value],
    ],
  ]);
  return xmlAnswer(xmlDocument('Tagging', [['TagSet', tags]], call.dialect.namespace));
}

/** Nothing is ever versioned here. */
export function bucketVersioning(call: Call): Answer {
  bucketOf(call);
  return xmlAnswer(xmlDocument('VersioningConfiguration', [], call.dialect.namespace));
}

/** A setting that no bucket has. */
export function bucketSetting(call: Call): Answer {
  const bucket = bucketOf(call);
  const name = bucketSettings.find(setting => call.request.parameter(setting) !== undefined) ?? 'policy';
  throw refuse(absentSettings[name], { elements: { BucketName: bucket.name } });
}
