import { dialog, safeStorage } from 'electron';
import { z } from 'zod';
import type { Keyring } from '../account/keyring.ts';
import { readText, writePrivately } from '../config/file-access.ts';
import type { Texts } from '../text/texts.ts';

const schema = z.record(z.string(), z.string());

/** Secrets in a file of the app, each encrypted with a key that the system's keyring keeps for this app alone. */
export interface AppKeyringSetup {
  readonly file: string;
  /** Where the command line keeps its secrets; read for accounts that were made there. */
  readonly system: Pick<Keyring, 'read' | 'remove'>;
  /** Asks the user whether secrets may lie in a file that is not encrypted; true when they may. */
  readonly askForFile: () => Promise<boolean>;
}

/** On Linux, `basic_text` stands for a key that lies in the program itself, which keeps nothing from anybody. */
export function hasKeyring(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}

export function openAppKeyring({ file, system, askForFile }: AppKeyringSetup): Keyring {
  /** One change after the other. */
  let changing: Promise<unknown> = Promise.resolve();

  async function readAll(): Promise<Readonly<Record<string, string>>> {
    const text = await readText(file);
    return text === null ? {} : schema.parse(JSON.parse(text));
  }

  function change(edit: (all: Record<string, string>) => void): Promise<void> {
    const next = changing.then(async () => {
      const all = { ...(await readAll()) };
      edit(all);
      await writePrivately(file, JSON.stringify(all, null, 2));
    });
    changing = next.catch(() => {});
    return next;
  }

  return {
    place: 'app',
    allowsFile: askForFile,
    isUsable: async () => hasKeyring(),
    async read(account, place) {
      if (place === 'keyring') return await system.read(account, place);
      const sealed = (await readAll())[account];
      return sealed === undefined ? null : safeStorage.decryptString(Buffer.from(sealed, 'base64'));
    },
    async write(account, secret) {
      const sealed = safeStorage.encryptString(secret).toString('base64');
      await change(all => {
        all[account] = sealed;
      });
    },
    async remove(account) {
      await system.remove(account).catch(() => {});
      await change(all => {
        delete all[account];
      });
    },
  };
}

/** The choice that there is without a keyring, with what it means. Saying nothing is saying no. */
export async function askForSecretsFile(file: string, { sayApp }: Texts): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    title: sayApp('keyring.title'),
    message: sayApp('keyring.text'),
    detail: sayApp('keyring.detail', { file }),
    buttons: [sayApp('keyring.refuse'), sayApp('keyring.agree')],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}
