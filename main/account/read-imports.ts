import { readText } from '../config/file-access.ts';
import type { AccountEnvironment } from './environment.ts';
import { importAws } from './import-aws.ts';
import { importOssutil } from './import-ossutil.ts';
import type { ImportedAccount } from './imported-account.ts';

export async function readOssutil(environment: AccountEnvironment): Promise<readonly ImportedAccount[]> {
  return importOssutil((await readText(environment.ossutilFile)) ?? '');
}

export async function readAws(environment: AccountEnvironment): Promise<readonly ImportedAccount[]> {
  const credentials = (await readText(environment.awsCredentialsFile)) ?? '';
  const config = (await readText(environment.awsConfigFile)) ?? '';
  return importAws(credentials, config);
}
