import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { DesktopSettings } from '../../preload/contract/desktop.ts';
import { desktopSettingsSchema } from '../api/desktop.ts';

const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) });

const schema = z.object({
  window: rectangle.extend({ isMaximized: z.boolean() }).nullable().catch(null),
  settings: desktopSettingsSchema.catch({
    startsAtLogin: false,
    startsHidden: true,
    closesToTray: true,
    keepsAwake: true,
    pausesOnBattery: false,
    checksForUpdates: true,
  }),
  /** When a pause ends that the app has made; null for none. */
  pausedUntilMs: z.number().nullable().catch(null),
  isPausedByBattery: z.boolean().catch(false),
  /** The user was told that closing the window ends nothing. */
  isClosingExplained: z.boolean().catch(false),
});

export type AppState = Readonly<z.infer<typeof schema>> & { readonly settings: DesktopSettings };

/** What the app remembers of itself. */
export interface StateFile {
  get(): AppState;
  /** Written at once. One that can't be written holds until the app ends. */
  change(some: Partial<AppState>): void;
}

/** What is missing or broken in the file is as it usually is. */
export function openStateFile(file: string, onTrouble: (thrown: unknown) => void): StateFile {
  let state: AppState = schema.parse(read(file));
  return {
    get: () => state,
    change(some) {
      state = { ...state, ...some };
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        writeFileSync(`${file}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
        renameSync(`${file}.new`, file);
      } catch (thrown) {
        onTrouble(thrown);
      }
    },
  };
}

function read(file: string): unknown {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof found === 'object' && found !== null ? found : {};
  } catch {
    return {};
  }
}
