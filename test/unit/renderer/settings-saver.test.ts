import { expect, test } from 'vitest';
import type { SettingsView } from '../../../preload/contract/settings.ts';
import { type Client, RequestError } from '../../../renderer/client/client.ts';
import { createSettingsSaver } from '../../../renderer/views/settings/settings-saver.ts';

const usual: SettingsView = {
  parallel: null,
  partSize: null,
  rateLimit: null,
  proxy: 'environment',
  caFile: null,
  notifications: { onDone: true, onFailed: true, onAttention: true },
  language: 'system',
  appearance: 'system',
  pickerRoots: [],
};

/** An engine that answers when it is told to. */
function openEngine() {
  const asked: { readonly settings: SettingsView; readonly answer: (refusal?: RequestError) => void }[] = [];
  const request = ((name: string, args: SettingsView) =>
    new Promise<SettingsView>((resolve, reject) => {
      const settings = name === 'resetSettings' ? usual : args;
      asked.push({ settings, answer: refusal => (refusal ? reject(refusal) : resolve(settings)) });
    })) as Client['request'];
  const next = async (index: number) => {
    await expect.poll(() => asked.length).toBe(index + 1);
    const found = asked[index];
    if (found === undefined) throw new Error(`nothing was asked for the ${index + 1}th time`);
    return found;
  };
  return { client: { request }, next };
}

const refusal = new RequestError({ code: 'settings.invalid', message: 'no', facts: { field: 'proxy' } });

test('a setting that is changed while another is on its way takes nothing back', async () => {
  const { client, next } = openEngine();
  const saver = createSettingsSaver(client, usual);
  const both = [saver.save({ language: 'zh-CN' }), saver.save({ parallel: 4 })];
  expect(saver.settings()).toMatchObject({ language: 'zh-CN', parallel: 4 });
  (await next(0)).answer();
  const second = await next(1);
  expect(second.settings).toMatchObject({ language: 'zh-CN', parallel: 4 });
  second.answer();
  await Promise.all(both);
  expect(saver.settings()).toMatchObject({ language: 'zh-CN', parallel: 4 });
});

test('a setting that is refused is shown as it was, and the next one is saved all the same', async () => {
  const { client, next } = openEngine();
  const saver = createSettingsSaver(client, usual);
  const refused = saver.save({ proxy: 'nonsense' });
  const taken = saver.save({ parallel: 4 });
  (await next(0)).answer(refusal);
  await expect(refused).rejects.toBe(refusal);
  expect(saver.settings()).toMatchObject({ proxy: 'environment', parallel: 4 });
  const second = await next(1);
  expect(second.settings.proxy).toBe('environment');
  second.answer();
  await taken;
});

test('what the engine tells meanwhile does not turn back what is on its way', async () => {
  const { client, next } = openEngine();
  const saver = createSettingsSaver(client, usual);
  const saving = saver.save({ appearance: 'dark' });
  saver.told({ ...usual });
  expect(saver.settings().appearance).toBe('dark');
  (await next(0)).answer();
  await saving;
  expect(saver.settings().appearance).toBe('dark');
  saver.told({ ...usual, appearance: 'light' });
  expect(saver.settings().appearance).toBe('light');
});

test('after a reset the usual settings are there at once', async () => {
  const { client, next } = openEngine();
  const saver = createSettingsSaver(client, { ...usual, parallel: 4 });
  let told = 0;
  saver.listen(() => {
    told += 1;
  });
  const resetting = saver.reset();
  (await next(0)).answer();
  await resetting;
  expect(saver.settings()).toEqual(usual);
  expect(told).toBeGreaterThan(0);
});
