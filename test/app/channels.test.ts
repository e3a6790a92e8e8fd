import { join } from 'node:path';
import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import { expect, onTestFinished, test } from 'vitest';
import { createAllAreas } from '../../main/api/all-areas.ts';
import { createApi } from '../../main/api/connect.ts';
import { createPicker } from '../../main/api/picker.ts';
import { bindIpc } from '../../main/app/ipc.ts';
import { pageAddress } from '../../main/app/page-scheme.ts';
import { systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import { openAppSettings } from '../../main/config/app-settings.ts';
import { openDesk } from '../../main/desk/desk.ts';
import { createLogMemory } from '../../main/desk/log-memory.ts';
import { parseTimetable } from '../../main/plan/timetable.ts';
import { createAccountHome } from '../support/account-home.ts';
import { ipcMain } from '../support/electron/ipc.ts';

/** All channels of the app over a real desk, and a page that keeps what it is told. */
async function bindAll() {
  const accounts = await createAccountHome();
  const desk = await openDesk({
    dataDir: join(accounts.home, 'data'),
    accounts,
    settingsFile: openAppSettings(accounts.profiles.file, parseTimetable),
    clock: systemClock,
    log: silentLog,
    openTrial: async () => {
      throw new Error('not wanted');
    },
  });
  const areas = createAllAreas(desk, {
    ...{ name: 'desktop', version: '1', systemLanguage: 'en', logMemory: createLogMemory() },
    ...{ proxies: { http: null, https: null, none: null }, pick: null, reveal: null, desktop: null },
    picker: createPicker(() => null),
  });
  const told: string[] = [];
  const page = {
    isDestroyed: () => false,
    send: (channel: string) => void told.push(channel),
  } as unknown as WebContents;
  const names = Object.keys(areas.handlers);
  const api = createApi(desk, areas);
  const ipc = bindIpc({ api, names, contents: () => page, isSeen: () => true, log: silentLog });
  onTestFinished(async () => {
    ipc.close();
    api.close();
    await desk.close();
  });
  return { ipc, page, names, told };
}

type Sender = { readonly sender: WebContents; readonly senderFrame: object | null };

const invoke = (channel: string, event: Sender, args: unknown) =>
  ipcMain.invoke(channel, event as unknown as IpcMainInvokeEvent, [args]);
const send = (channel: string, event: Sender, args?: unknown) =>
  ipcMain.receive(channel, event as unknown as IpcMainEvent, [args]);

const own = { url: pageAddress, origin: 'app://longshore', parent: null };

/** Whoever may speak on a channel and is not our page in the window's own frame. */
function strangers(page: WebContents): readonly (Sender & { readonly who: string })[] {
  const other = {} as WebContents;
  const web = 'https://example.com/';
  return [
    { who: 'another window with our page', sender: other, senderFrame: own },
    { who: 'a frame in our page', sender: page, senderFrame: { ...own, parent: own } },
    { who: 'a foreign page', sender: page, senderFrame: { url: web, origin: web, parent: null } },
    { who: 'a file', sender: page, senderFrame: { ...own, url: 'file:///index.html' } },
    { who: 'a frame that is gone', sender: page, senderFrame: null },
  ];
}

test('every channel for requests refuses whoever is not our page, and every argument that is none', async () => {
  const { names, page } = await bindAll();
  expect(ipcMain.channels().invoked.toSorted()).toEqual(names.map(name => `request:${name}`).toSorted());
  for (const channel of ipcMain.channels().invoked) {
    for (const { who, ...event } of strangers(page)) {
      const answer = await invoke(channel, event, {});
      expect(answer, `${who} on ${channel}`).toMatchObject({ ok: false, error: { code: 'request.foreign' } });
    }
    for (const args of [null, undefined, [], 'text', 1, { nonsense: true }, { id: { $gt: '' } }]) {
      const answer = await invoke(channel, { sender: page, senderFrame: own }, args);
      expect(answer, `${JSON.stringify(args)} on ${channel}`).toMatchObject({
        ok: false,
        error: { code: 'request.invalid' },
      });
    }
  }
});

test('every other channel is deaf to whoever is not our page, and survives what is no argument of it', async () => {
  const { ipc, page, told } = await bindAll();
  const { heard } = ipcMain.channels();
  expect(heard.toSorted()).toEqual(['snapshot:listen', 'snapshot:watch', 'wish:listen']);
  ipc.wish({ type: 'add', paths: ['/a'] });
  for (const channel of heard) for (const { who: _, ...event } of strangers(page)) send(channel, event, {});
  await new Promise(setImmediate);
  expect(told).toEqual([]);

  const event = { sender: page, senderFrame: own };
  for (const channel of heard)
    for (const args of [null, 'text', { transferIds: 1 }]) send(channel, event, args);
  await new Promise(setImmediate);
  expect(told).toContain('wish');
  expect(told).toContain('snapshot');
});

test('when the app ends no channel is left', async () => {
  const { ipc } = await bindAll();
  ipc.close();
  expect(ipcMain.channels()).toEqual({ invoked: [], heard: [] });
});
