import { z } from 'zod';
import type { DesktopRequests, DesktopSettings, DesktopView } from '../../preload/contract/desktop.ts';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import * as common from './common-schemas.ts';
import type { Area } from './handlers.ts';

/** What the desktop app tells of itself, and lets its page change. */
export interface Desktop {
  view(): Promise<DesktopView>;
  save(settings: DesktopSettings): Promise<void>;
}

export const desktopSettingsSchema = z.strictObject({
  startsAtLogin: z.boolean(),
  startsHidden: z.boolean(),
  closesToTray: z.boolean(),
  keepsAwake: z.boolean(),
  pausesOnBattery: z.boolean(),
  checksForUpdates: z.boolean(),
}) satisfies z.ZodType<DesktopSettings>;

/** Null for faces that are no desktop app. */
export function createDesktopArea(desktop: Desktop | null): Area<DesktopRequests> {
  const need = (): Desktop => {
    if (desktop !== null) return desktop;
    throw new AppError('platform.unsupported', 'no desktop app', problem('platform.desktop'));
  };
  return {
    schemas: { getDesktop: common.none, saveDesktop: desktopSettingsSchema },
    handlers: {
      getDesktop: async () => await need().view(),
      async saveDesktop(settings) {
        await need().save(settings);
        return await need().view();
      },
    },
  };
}
