import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AccountContext, createAccountContext } from '../../main/account/account-context.ts';
import { readAccountEnvironment } from '../../main/account/environment.ts';
import type { Keyring } from '../../main/account/keyring.ts';
import { createFixedClock } from './fixed-clock.ts';
import { createTempDir } from './temp-dir.ts';

/** A keyring in memory; null for a machine without one. */
export function createMemoryKeyring(secrets: Map<string, string> | null): Keyring {
  const open = () => {
    if (secrets === null) throw new Error("Couldn't access platform storage: AccessDenied");
    return secrets;
  };
  return {
    place: 'keyring',
    isUsable: async () => secrets !== null,
    read: async account => open().get(account) ?? null,
    write: async (account, secret) => void open().set(account, secret),
    remove: async account => void open().delete(account),
  };
}

/** A home folder of its own, with accounts that know no other place. Files are named from the home folder on. */
export async function createAccountHome(
  files: Readonly<Record<string, string>> = {},
  variables: Readonly<Record<string, string>> = {},
  keyring: Keyring = createMemoryKeyring(null),
): Promise<AccountContext & { readonly home: string }> {
  const home = await createTempDir();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(home, name)), { recursive: true });
    await writeFile(join(home, name), text, { mode: 0o600 });
  }
  const environment = readAccountEnvironment(variables, home, join(home, 'settings'));
  return { ...createAccountContext(createFixedClock(1_700_000_000_000), environment, keyring), home };
}
