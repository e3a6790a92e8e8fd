import { stat } from 'node:fs/promises';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { editInTurn, readText, writePrivately } from '../config/file-access.ts';
import { checkProfile, parseToml } from '../config/toml-file.ts';
import { withTable } from '../config/toml-tables.ts';
import { type ProfileSecret, secretSchema } from './profile.ts';

/** The file for secrets where there is no keyring: readable by its owner alone, else refused. */
export interface SecretsFile {
  read(profile: string): Promise<ProfileSecret | null>;
  write(profile: string, secret: ProfileSecret): Promise<void>;
  remove(profile: string): Promise<void>;
}

const group = 'profile';

export function openSecretsFile(file: string): SecretsFile {
  async function readSafely(): Promise<string> {
    await requirePrivate(file);
    return (await readText(file)) ?? '';
  }

  function tableOf(text: string, profile: string): unknown {
    const tables = parseToml(file, text)[group];
    if (typeof tables !== 'object' || tables === null) return undefined;
    return Object.entries(tables).find(([name]) => name === profile)?.[1];
  }

  return {
    async read(profile) {
      const found = tableOf(await readSafely(), profile);
      return found === undefined ? null : checkProfile(file, profile, secretSchema, found);
    },
    write: (profile, secret) =>
      editInTurn(file, async () => {
        const text = await readSafely();
        parseToml(file, text);
        await writePrivately(file, withTable(text, [group, profile], secret));
      }),
    remove: profile =>
      editInTurn(file, async () => {
        const text = await readSafely();
        if (tableOf(text, profile) === undefined) return;
        await writePrivately(file, withTable(text, [group, profile], null));
      }),
  };
}

/** Windows keeps rights in lists that these bits say nothing about; a user's folder is private there by itself. */
async function requirePrivate(file: string): Promise<void> {
  if (process.platform === 'win32') return;
  const found = await stat(file).catch(() => null);
  if (found === null || (found.mode & 0o077) === 0) return;
  const mode = (found.mode & 0o777).toString(8);
  const remedy = `chmod 600 ${file}`;
  throw new AppError('account.invalid', `${file} can be read by others; ${remedy}`, {
    ...problem('account.readable', { file }),
    mode,
    remedy,
  });
}
