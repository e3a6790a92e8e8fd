import type { AccountView } from '../../preload/contract/accounts.ts';
import type { SettingsView } from '../../preload/contract/settings.ts';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { AllAreas } from './connect.ts';
import type { Picker } from './picker.ts';

export interface BrowserRules {
  readonly picker: Pick<Picker, 'check'>;
  readonly settings: () => Pick<SettingsView, 'caFile' | 'pickerRoots'>;
  readonly accounts: () => Promise<readonly AccountView[]>;
}

/**
 * A browser is not the user at the machine: whoever has its session may not widen what the picker shows, may name no file
 * outside of that for other purposes, and may not have commands run. What was set by other ways stays allowed.
 */
export function withBrowserRules(areas: AllAreas, { picker, settings, accounts }: BrowserRules): AllAreas {
  const { handlers, schemas } = areas;
  return {
    schemas,
    handlers: {
      ...handlers,
      async setDataDirectory(args) {
        if (args.path !== null) await picker.check(args.path);
        return handlers.setDataDirectory(args);
      },
      async saveSettings(wished) {
        const { caFile, pickerRoots } = settings();
        if (wished.caFile !== null && wished.caFile !== caFile) await picker.check(wished.caFile);
        for (const root of wished.pickerRoots) if (!pickerRoots.includes(root)) await picker.check(root);
        return handlers.saveSettings(wished);
      },
      async saveAccount(args) {
        const { credentialProcess, name } = args.draft;
        if (credentialProcess !== null) {
          const saved = (await accounts()).find(each => each.name === (args.replaces ?? name));
          if (saved?.credentialProcess !== credentialProcess) {
            throw new AppError('platform.unsupported', 'no commands', problem('platform.command'));
          }
        }
        return handlers.saveAccount(args);
      },
    },
  };
}
