import type { SessionView } from '../../preload/contract/settings.ts';
import type { Desk } from '../desk/desk.ts';
import { networkOf } from '../desk/engine-settings.ts';
import type { LogMemory } from '../desk/log-memory.ts';
import type { ProxyEnvironment } from '../doctor/proxy-route.ts';
import type { Language } from '../text/language.ts';
import { createAccountArea } from './accounts.ts';
import type { AllAreas } from './connect.ts';
import { createDesktopArea, type Desktop } from './desktop.ts';
import { createFolderArea } from './folders.ts';
import { createHistoryArea } from './history.ts';
import type { Picker } from './picker.ts';
import { createSettingsArea } from './settings.ts';
import { createTaskArea } from './tasks.ts';
import { createTransferArea } from './transfers.ts';

/** What a face can and can't do for its page. */
export interface Face {
  readonly name: SessionView['face'];
  readonly version: string;
  readonly systemLanguage: Language;
  readonly proxies: ProxyEnvironment;
  readonly logMemory: LogMemory;
  readonly picker: Picker;
  /** The system's own dialog; null where there is none. */
  readonly pick: ((wants: 'files' | 'folder') => Promise<readonly string[]>) | null;
  /** Shows a file in the system's file manager; null where there is none. */
  readonly reveal: ((path: string) => Promise<void>) | null;
  readonly desktop: Desktop | null;
}

/** All requests of the contract over one desk. */
export function createAllAreas(desk: Desk, face: Face): AllAreas {
  const { engine, byHand, folders, tasks, accesses, book, clock, log, accounts } = desk;
  const { rootOf } = folders;
  const checkPath = face.picker.check;
  const isAllPaused = () => engine().hand.isAllPaused();

  const areas = [
    createTransferArea({
      ...{ engine, byHand, accesses, rootOf, checkPath },
      reveal: face.reveal,
      setAllPaused: desk.setAllPaused,
      watchAdding: run =>
        tasks.run('add', (progress, signal) => run(files => progress.count({ files }), signal)),
    }),
    createFolderArea({ engine, folders, tasks, accesses, clock, isAllPaused, checkPath }),
    createTaskArea({
      ...{ engine, tasks, folders, accesses, clock, log, checkPath },
      network: () => networkOf(desk.settings()),
      proxies: face.proxies,
    }),
    createAccountArea({ engine, book, accesses, clock, configFile: accounts.profiles.file }),
    createHistoryArea({ engine, clock, rootOf }),
    createSettingsArea({
      desk,
      picker: face.picker,
      face: face.name,
      version: face.version,
      systemLanguage: face.systemLanguage,
      logMemory: face.logMemory,
      pick: face.pick,
    }),
    createDesktopArea(face.desktop),
  ] as const;
  const [transfer, folder, task, account, history, settings, desktop] = areas;
  return {
    handlers: {
      ...transfer.handlers,
      ...folder.handlers,
      ...task.handlers,
      ...account.handlers,
      ...history.handlers,
      ...settings.handlers,
      ...desktop.handlers,
    },
    schemas: {
      ...transfer.schemas,
      ...folder.schemas,
      ...task.schemas,
      ...account.schemas,
      ...history.schemas,
      ...settings.schemas,
      ...desktop.schemas,
    },
  };
}
