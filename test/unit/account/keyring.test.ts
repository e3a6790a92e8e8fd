import { expect, test } from 'vitest';
import { type KeyringEntry, openKeyring } from '../../../main/account/keyring.ts';
import { systemClock } from '../../../main/base/clock.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

function memoryEntries(change: Partial<KeyringEntry> = {}) {
  const secrets = new Map<string, string>();
  const open = async (account: string): Promise<KeyringEntry> => ({
    getPassword: async () => secrets.get(account) ?? null,
    setPassword: async password => void secrets.set(account, password),
    deletePassword: async () => secrets.delete(account),
    ...change,
  });
  return { secrets, open };
}

test('a keyring that works is usable, and the trial leaves nothing behind', async () => {
  const { secrets, open } = memoryEntries();
  const keyring = openKeyring(systemClock, open);
  expect(await keyring.isUsable()).toBe(true);
  expect(secrets.size).toBe(0);
  await keyring.write('work', 'hush');
  expect(await keyring.read('work', 'keyring')).toBe('hush');
  await keyring.remove('work');
  expect(await keyring.read('work', 'keyring')).toBeNull();
});

const broken = async () => {
  throw new Error('AccessDenied');
};

test.each<[string, Partial<KeyringEntry>]>([
  ['refuses to write', { setPassword: broken }],
  ['refuses to read', { getPassword: broken }],
  ['forgets at once', { getPassword: async () => null }],
])('a keyring that %s is not usable', async (_, change) => {
  expect(await openKeyring(systemClock, memoryEntries(change).open).isUsable()).toBe(false);
});

test('a machine without the native part has no usable keyring', async () => {
  expect(await openKeyring(systemClock, broken).isUsable()).toBe(false);
});

test('a keyring that does not answer is given up', async () => {
  const { open } = memoryEntries({ setPassword: () => new Promise(() => {}) });
  const keyring = openKeyring(createFixedClock(0), open);
  expect(await keyring.isUsable()).toBe(false);
});
