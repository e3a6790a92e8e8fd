import { dirname, join } from 'node:path';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { editInTurn, readText, writePrivately } from '../config/file-access.ts';
import { checkProfile, parseToml } from '../config/toml-file.ts';
import { withTable } from '../config/toml-tables.ts';
import type { StoreKind } from '../model/target.ts';
import type { Keyring } from './keyring.ts';
import {
  isProfileName,
  type ProfileSecret,
  type ProfileSettings,
  profileSchema,
  type SecretPlace,
  secretSchema,
} from './profile.ts';
import { openSecretsFile } from './secrets-file.ts';

export interface Profile {
  readonly name: string;
  readonly settings: ProfileSettings;
}

/** The named accounts of `config.toml`, and their secrets. */
export interface Profiles {
  readonly file: string;
  /** In the order of the file. Throws `account.invalid` with file, profile and field for the first that is wrong. */
  list(): Promise<readonly Profile[]>;
  find(name: string): Promise<Profile | null>;
  /** The one that stands for its kind; `account.invalid` when two claim to. */
  findDefault(kind: StoreKind): Promise<Profile | null>;
  /**
   * Writes a profile, over one of the same name; a new default takes the place of the old one. Returns where the secret
   * lies: in the keyring where that works, else in a file. Without a new secret, the one that `settings.secret` tells of
   * stays; null when there is none, as with credential-process. What else stands in the file stays, comments included.
   */
  save(name: string, settings: ProfileSettings, secret: ProfileSecret | null): Promise<SecretPlace | null>;
  /** False when there was none. */
  remove(name: string): Promise<boolean>;
  /** Throws `credentials.missing` when the secret is not where the profile says. */
  secretOf(profile: Profile): Promise<ProfileSecret>;
}

const group = 'profile';

export function openProfiles(file: string, keyring: Keyring): Profiles {
  const secretsFile = openSecretsFile(join(dirname(file), 'secrets.toml'));

  function parseAll(text: string): Profile[] {
    const tables = parseToml(file, text)[group] ?? {};
    return Object.entries(tables).map(([name, value]) => ({
      name,
      settings: checkProfile(file, name, profileSchema, value),
    }));
  }

  const readAll = async () => parseAll((await readText(file)) ?? '');

  async function readKeyring(name: string, place: 'keyring' | 'app'): Promise<ProfileSecret | null> {
    if (place === 'app' && keyring.place !== 'app') {
      const message = `the desktop app alone can read the secret of profile ${name}`;
      throw new AppError('credentials.missing', message, problem('account.inApp', { profile: name }));
    }
    let stored: string | null;
    try {
      stored = await keyring.read(name, place);
    } catch {
      const message = `the keyring that holds the secret of profile ${name} does not answer`;
      throw new AppError('credentials.missing', message, problem('account.noKeyring', { profile: name }));
    }
    return stored === null ? null : checkProfile('keyring', name, secretSchema, parseJson(name, stored));
  }

  async function storeSecret(name: string, secret: ProfileSecret): Promise<SecretPlace> {
    if (await keyring.isUsable()) {
      const written = await keyring.write(name, JSON.stringify(secret)).then(
        () => true,
        () => false,
      );
      if (written) {
        await secretsFile.remove(name);
        return keyring.place;
      }
    }
    if (keyring.allowsFile && !(await keyring.allowsFile())) {
      throw new AppError('keyring.missing', 'no keyring, and no file is wanted', { profile: name });
    }
    await secretsFile.write(name, secret);
    return 'file';
  }

  async function forgetSecret(name: string): Promise<void> {
    await secretsFile.remove(name);
    // A keyring that is out of reach keeps what it has; nothing points there any more.
    if (await keyring.isUsable()) await keyring.remove(name).catch(() => {});
  }

  async function save(
    name: string,
    settings: ProfileSettings,
    secret: ProfileSecret | null,
  ): Promise<SecretPlace | null> {
    if (!isProfileName(name)) {
      throw new AppError(
        'usage',
        `${name} can't be the name of an account`,
        problem('account.name', { profile: name }),
      );
    }
    const text = (await readText(file)) ?? '';
    const others = parseAll(text).filter(profile => profile.name !== name);
    const draft = secret === null ? settings : { ...settings, secret: 'file' };
    const checked = checkProfile(file, name, profileSchema, draft);
    // The secret goes first, so a profile never points to one that is not there.
    const place = secret === null ? (checked.secret ?? null) : await storeSecret(name, secret);
    let edited = text;
    for (const other of others) {
      const { default: isDefault, ...kept } = other.settings;
      const givesWay = isDefault && checked.default && kept.kind === checked.kind;
      if (givesWay) edited = withTable(edited, [group, other.name], kept);
    }
    const content = place === null ? checked : { ...checked, secret: place };
    await writePrivately(file, withTable(edited, [group, name], content));
    if (place === null) await forgetSecret(name);
    return place;
  }

  async function remove(name: string): Promise<boolean> {
    const text = (await readText(file)) ?? '';
    const tables = parseToml(file, text)[group];
    if (typeof tables !== 'object' || !Object.hasOwn(tables, name)) return false;
    await writePrivately(file, withTable(text, [group, name], null));
    await forgetSecret(name);
    return true;
  }

  return {
    file,
    list: readAll,
    find: async name => (await readAll()).find(profile => profile.name === name) ?? null,

    async findDefault(kind) {
      const found = (await readAll()).filter(({ settings }) => settings.kind === kind && settings.default);
      if (found.length > 1) {
        const profile = found.map(({ name }) => name).join(', ');
        const message = `${file}: several profiles are the default for ${kind}: ${profile}`;
        throw new AppError('account.invalid', message, {
          ...problem('account.severalDefaults', { file, kind, profile }),
          field: 'default',
        });
      }
      return found[0] ?? null;
    },

    save: (name, settings, secret) => editInTurn(file, () => save(name, settings, secret)),
    remove: name => editInTurn(file, () => remove(name)),

    async secretOf({ name, settings }) {
      const place = settings.secret ?? 'file';
      const secret = place === 'file' ? await secretsFile.read(name) : await readKeyring(name, place);
      if (secret !== null) return secret;
      const message = `the ${place} holds no secret for profile ${name}`;
      throw new AppError('credentials.missing', message, { profile: name, place });
    },
  };
}

/** No cause: the parser's message quotes what it was given. */
function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const message = `the keyring's entry for profile ${name} is not ours`;
    throw new AppError('account.invalid', message, {
      ...problem('account.keyringEntry', { profile: name }),
      file: 'keyring',
    });
  }
}
