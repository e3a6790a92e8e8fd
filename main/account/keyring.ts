import { randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';

/** One place in a keyring, as `AsyncEntry` of @napi-rs/keyring has it. */
export interface KeyringEntry {
  getPassword(): Promise<string | null | undefined>;
  setPassword(password: string): Promise<void>;
  deletePassword(): Promise<boolean>;
}

/** The keyring of the operating system; every method but `isUsable` rejects when it does not work. */
export interface Keyring {
  /** What profiles say whose secrets it holds. */
  readonly place: 'keyring' | 'app';
  /** Where there is no keyring: true when the user lets secrets lie in a file instead. Without it, nobody is asked. */
  readonly allowsFile?: () => Promise<boolean>;
  /** True when a trial secret could be stored, read back and removed. Asked of the system once. */
  isUsable(): Promise<boolean>;
  /** `place` is what the profile says; a keyring that holds both tells them apart by it. */
  read(account: string, place: 'keyring' | 'app'): Promise<string | null>;
  write(account: string, secret: string): Promise<void>;
  remove(account: string): Promise<void>;
}

const service = 'longshore';
/** Long enough to type a password when the system asks to unlock; a service that hangs is given up after it. */
const patienceMs = 60_000;

async function openSystemEntry(account: string): Promise<KeyringEntry> {
  // Loaded late: where its native part is missing, everything that needs no keyring still works.
  const { AsyncEntry } = await import('@napi-rs/keyring');
  // Without this, Linux falls back to the kernel's keyring, which forgets everything when the machine is switched off.
  return new AsyncEntry(service, account, { linux: { store: 'secret-service' } });
}

export function openKeyring(
  clock: Clock,
  openEntry: (account: string) => Promise<KeyringEntry> = openSystemEntry,
): Keyring {
  let usable: Promise<boolean> | undefined;

  async function use<T>(account: string, task: (entry: KeyringEntry) => Promise<T>): Promise<T> {
    const done = new AbortController();
    const tooLong = clock.sleep(patienceMs, done.signal).then(() => {
      throw new Error('the keyring does not answer');
    });
    try {
      return await Promise.race([openEntry(account).then(task), tooLong]);
    } finally {
      tooLong.catch(() => {});
      done.abort();
    }
  }

  async function probe(): Promise<boolean> {
    const trial = randomUUID();
    try {
      return await use(`trial-${trial}`, async entry => {
        await entry.setPassword(trial);
        const found = await entry.getPassword();
        await entry.deletePassword();
        return found === trial;
      });
    } catch {
      return false;
    }
  }

  return {
    place: 'keyring',
    isUsable() {
      usable ??= probe();
      return usable;
    },
    read: account => use(account, async entry => (await entry.getPassword()) ?? null),
    write: (account, secret) => use(account, entry => entry.setPassword(secret)),
    remove: account => use(account, async entry => void (await entry.deletePassword())),
  };
}
