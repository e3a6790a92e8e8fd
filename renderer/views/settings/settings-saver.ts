import type { SettingsView } from '../../../preload/contract/settings.ts';
import type { Client } from '../../client/client.ts';

/**
 * Saves settings one after the other, each on top of the one before: a field that was changed while another was on its way takes
 * nothing back.
 */
export interface SettingsSaver {
  /** What is saved, with what is on its way. The same object until it changes. */
  settings(): SettingsView;
  listen(listener: () => void): () => void;
  /** What the engine says by itself; what is on its way is newer. */
  told(settings: SettingsView): void;
  /** Rejects with why not; what was shown before is shown again then. */
  save(some: Partial<SettingsView>): Promise<void>;
  reset(): Promise<void>;
}

export function createSettingsSaver(client: Pick<Client, 'request'>, first: SettingsView): SettingsSaver {
  let saved = first;
  let shown = first;
  let changes: readonly Partial<SettingsView>[] = [];
  let last: Promise<void> = Promise.resolve();
  const listeners = new Set<() => void>();

  function show(): void {
    shown = Object.assign({}, saved, ...changes);
    for (const listener of listeners) listener();
  }

  function inTurn(ask: () => Promise<SettingsView>): Promise<void> {
    const mine = last.then(async () => {
      saved = await ask();
    });
    last = mine.catch(() => {});
    return mine;
  }

  return {
    settings: () => shown,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    told(settings) {
      if (changes.length > 0 || settings === saved) return;
      saved = settings;
      show();
    },
    async save(some) {
      changes = [...changes, some];
      show();
      try {
        await inTurn(() => client.request('saveSettings', { ...saved, ...some }));
      } finally {
        changes = changes.filter(each => each !== some);
        show();
      }
    },
    async reset() {
      await inTurn(() => client.request('resetSettings', {}));
      show();
    },
  };
}
