import type { ImportedAccount } from './imported-account.ts';
import { type Ini, parseIni, withoutComment } from './ini.ts';

type Section = ReadonlyMap<string, string>;
type Buckets = NonNullable<ImportedAccount['buckets']>;

/** ossutil reads `accessKeyID`, `access-key-id` and `access_key_id` as one. */
function plain(section: Section): Section {
  return new Map([...section].map(([key, value]) => [key.toLowerCase().replace(/[-_]/g, ''), value]));
}

function sectionNamed(ini: Ini, name: string): Section | undefined {
  for (const [found, section] of ini) if (found.toLowerCase() === name) return section;
  return undefined;
}

/** Of ossutil 1: names of buckets with endpoints, or with domains that are bound to them, which win. */
function bucketsOf(ini: Ini): Buckets {
  const buckets = new Map<string, { endpoint: string; addressing?: 'domain' }>();
  for (const [bucket, text] of sectionNamed(ini, 'bucket-endpoint') ?? []) {
    const endpoint = withoutComment(text);
    if (endpoint !== undefined) buckets.set(bucket, { endpoint });
  }
  for (const [bucket, text] of sectionNamed(ini, 'bucket-cname') ?? []) {
    const endpoint = withoutComment(text);
    if (endpoint !== undefined) buckets.set(bucket, { endpoint, addressing: 'domain' });
  }
  return buckets;
}

const addressings: Readonly<Record<string, 'virtual' | 'path' | 'domain'>> = {
  virtual: 'virtual',
  path: 'path',
  cname: 'domain',
};

function toAccount(name: string, section: Section, buckets: Buckets): ImportedAccount {
  const values = plain(section);
  const get = (key: string) => withoutComment(values.get(key));
  const accessKeyId = get('accesskeyid');
  const accessKeySecret = get('accesskeysecret');
  const securityToken = get('ststoken');
  const [endpoint, region, mode] = [get('endpoint'), get('region'), get('mode')];
  const addressing = addressings[get('addressingstyle')?.toLowerCase() ?? ''];
  const signing = get('signversion')?.toLowerCase();
  const process = values.get('credentialprocess');
  return {
    kind: 'oss',
    name,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(addressing === undefined ? {} : { addressing }),
    ...(signing === 'v1' || signing === 'v4' ? { signing } : {}),
    ...(buckets.size === 0 ? {} : { buckets }),
    ...(accessKeyId !== undefined && accessKeySecret !== undefined
      ? {
          credentials: {
            accessKeyId,
            accessKeySecret,
            ...(securityToken === undefined ? {} : { securityToken }),
          },
        }
      : process
        ? { credentialProcess: process }
        : mode === undefined
          ? {}
          : { needs: mode }),
  };
}

/**
 * The accounts of ossutil, from the text of its settings: version 1 has one, in `[Credentials]`; version 2 has `[default]`
 * and `[profile NAME]`. The account called `default` comes first.
 */
export function importOssutil(text: string): readonly ImportedAccount[] {
  const ini = parseIni(text);
  const accounts = new Map<string, ImportedAccount>();
  const first = sectionNamed(ini, 'default') ?? sectionNamed(ini, 'profile default');
  const legacy = sectionNamed(ini, 'credentials');
  if (first) accounts.set('default', toAccount('default', first, new Map()));
  else if (legacy) accounts.set('default', toAccount('default', legacy, bucketsOf(ini)));
  for (const [section, values] of ini) {
    const name = /^profile\s+(.+)$/i.exec(section)?.[1]?.trim();
    if (name !== undefined && !accounts.has(name)) accounts.set(name, toAccount(name, values, new Map()));
  }
  return [...accounts.values()];
}
