import { homedir } from 'node:os';
import { join } from 'node:path';
import envPaths from 'env-paths';

/** What variables say of one kind of store; null where a variable is missing or empty. */
export interface EnvironmentKeys {
  readonly accessKeyId: string | null;
  readonly accessKeySecret: string | null;
  readonly securityToken: string | null;
  readonly region: string | null;
  readonly endpoint: string | null;
}

/** Everything that accounts take from the environment; the only place of this folder that looks there. */
export interface AccountEnvironment {
  /** `LONGSHORE_CONFIG`, else `config.toml` in the platform's place for settings; a file for secrets may lie beside. */
  readonly configFile: string;
  readonly oss: EnvironmentKeys;
  readonly s3: EnvironmentKeys;
  /** `AWS_PROFILE`. */
  readonly awsProfile: string | null;
  readonly awsCredentialsFile: string;
  readonly awsConfigFile: string;
  readonly ossutilFile: string;
}

export function readAccountEnvironment(
  variables: Readonly<NodeJS.ProcessEnv> = process.env,
  home: string = homedir(),
  settingsDir: string = envPaths('longshore', { suffix: '' }).config,
): AccountEnvironment {
  const get = (name: string) => variables[name] || null;
  return {
    configFile: get('LONGSHORE_CONFIG') ?? join(settingsDir, 'config.toml'),
    oss: {
      accessKeyId: get('OSS_ACCESS_KEY_ID'),
      accessKeySecret: get('OSS_ACCESS_KEY_SECRET'),
      securityToken: get('OSS_SESSION_TOKEN'),
      region: get('OSS_REGION'),
      endpoint: get('OSS_ENDPOINT'),
    },
    s3: {
      accessKeyId: get('AWS_ACCESS_KEY_ID'),
      accessKeySecret: get('AWS_SECRET_ACCESS_KEY'),
      securityToken: get('AWS_SESSION_TOKEN'),
      region: get('AWS_REGION') ?? get('AWS_DEFAULT_REGION'),
      endpoint: get('AWS_ENDPOINT_URL_S3') ?? get('AWS_ENDPOINT_URL'),
    },
    awsProfile: get('AWS_PROFILE'),
    awsCredentialsFile: get('AWS_SHARED_CREDENTIALS_FILE') ?? join(home, '.aws', 'credentials'),
    awsConfigFile: get('AWS_CONFIG_FILE') ?? join(home, '.aws', 'config'),
    ossutilFile: join(home, '.ossutilconfig'),
  };
}
