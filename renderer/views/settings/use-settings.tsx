import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { ErrorView } from '../../../preload/contract/common.ts';
import type { SettingsView } from '../../../preload/contract/settings.ts';
import { RequestError } from '../../client/client.ts';
import { useClient } from '../../client/context.tsx';
import { useTell } from '../../components/tell.ts';
import { useSession } from '../../shell/session.tsx';
import { useSay } from '../../text/texts.tsx';
import { createSettingsSaver, type SettingsSaver } from './settings-saver.ts';

const Context = createContext<SettingsSaver | null>(null);

/** One saver for all sections. */
export function SettingsProvider({ children }: { readonly children: ReactNode }) {
  const client = useClient();
  const { settings } = useSession();
  const [saver] = useState(() => createSettingsSaver(client, settings));
  useEffect(() => saver.told(settings), [saver, settings]);
  return <Context value={saver}>{children}</Context>;
}

export function useSettingsSaver(): SettingsSaver {
  const saver = useContext(Context);
  if (saver === null) throw new Error('no SettingsProvider above');
  return saver;
}

/**
 * The settings, and a way to change some of them. `error` is about the last change, where it names one of `fields`, beside which
 * the section shows it; any other is told as a message.
 */
export function useSettings(fields: readonly (keyof SettingsView)[]) {
  const say = useSay('page-settings');
  const tell = useTell();
  const saver = useSettingsSaver();
  const settings = useSyncExternalStore(saver.listen, saver.settings);
  const [error, setError] = useState<{
    readonly field: keyof SettingsView;
    readonly view: ErrorView;
  } | null>(null);

  async function change(some: Partial<SettingsView>): Promise<void> {
    setError(null);
    try {
      await saver.save(some);
      tell.done(say('saved'));
    } catch (thrown) {
      const field = thrown instanceof RequestError ? fieldOf(thrown.view, some) : null;
      const shown = fields.find(each => each === field);
      if (thrown instanceof RequestError && shown) setError({ field: shown, view: thrown.view });
      else tell.failed(thrown);
    }
  }

  return {
    settings,
    change: (some: Partial<SettingsView>) => void change(some),
    /** What the error says of a field; null where it is about another. */
    errorOf: (field: keyof SettingsView) => (error?.field === field ? error.view : null),
  };
}

/** The setting that a refusal is about. A path that the page may not look at is refused before it is known for a setting. */
function fieldOf({ code, facts }: ErrorView, some: Partial<SettingsView>): string | null {
  if (code === 'picker.outside') return onlyKey(some);
  const { field } = facts;
  return typeof field === 'string' ? field : null;
}

function onlyKey(some: object): string | null {
  const [first, ...others] = Object.keys(some);
  return first === undefined || others.length > 0 ? null : first;
}
