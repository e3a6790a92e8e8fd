import type { ImportedAccount } from './imported-account.ts';
import { type Ini, parseIni, withoutComment } from './ini.ts';

type Section = ReadonlyMap<string, string>;

/** Names in the order in which they first stand, of credentials and config file together. */
function profileNames(credentials: Ini, config: Ini): string[] {
  const names = new Set(credentials.keys());
  for (const section of config.keys()) {
    if (section === 'default') names.add(section);
    else if (section.startsWith('profile ')) names.add(section.slice('profile '.length).trim());
  }
  return [...names];
}

function configOf(config: Ini, name: string): Section | undefined {
  return config.get(`profile ${name}`) ?? (name === 'default' ? config.get('default') : undefined);
}

function endpointOf(config: Ini, profile: Section): string | undefined {
  const services = withoutComment(profile.get('services'));
  const named =
    services === undefined ? undefined : config.get(`services ${services}`)?.get('s3.endpoint_url');
  return withoutComment(named ?? profile.get('s3.endpoint_url') ?? profile.get('endpoint_url'));
}

function pick(key: string, sections: readonly (Section | undefined)[]): string | undefined {
  for (const section of sections) {
    const value = withoutComment(section?.get(key));
    if (value !== undefined) return value;
  }
  return undefined;
}

/**
 * The profiles of the AWS command line, from the texts of its credentials and config files. Keys come before a
 * credential process; profiles that need a login or a role have neither, and then `needs` says what they want.
 */
export function importAws(credentialsText: string, configText: string): readonly ImportedAccount[] {
  const credentials = parseIni(credentialsText);
  const config = parseIni(configText);
  return profileNames(credentials, config).map(name => {
    const profile = configOf(config, name) ?? new Map<string, string>();
    const sections = [credentials.get(name), profile];
    const keyed = sections.find(section => section?.has('aws_access_key_id'));
    const accessKeyId = pick('aws_access_key_id', [keyed]);
    const accessKeySecret = pick('aws_secret_access_key', [keyed]);
    const securityToken = pick('aws_session_token', [keyed]);
    const process = credentials.get(name)?.get('credential_process') ?? profile.get('credential_process');
    const endpoint = endpointOf(config, profile);
    const region = pick('region', [profile, credentials.get(name)]);
    const needs = ['role_arn', 'sso_session', 'sso_start_url', 'login_session'].find(key => profile.has(key));
    const style = withoutComment(profile.get('s3.addressing_style'));
    return {
      kind: 's3',
      name,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(region === undefined ? {} : { region }),
      ...(style === 'path' || style === 'virtual' ? { addressing: style } : {}),
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
          : needs === undefined
            ? {}
            : { needs }),
    };
  });
}
