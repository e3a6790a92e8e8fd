/** `node test/support/app/pictures.ts`: pictures of the desktop app for assets/screenshots: its window on the stand-in, and its tray. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pack from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import { textsIn } from '../../../main/text/texts.ts';
import { startLocalBucket, testBucket, testKey } from '../local-bucket.ts';
import { appRoot } from './app-home.ts';
import type { Inside } from './app-run.ts';
import { standInDriver } from './stand-in-driver.ts';

const out = join(appRoot, 'assets', 'screenshots');
mkdirSync(out, { recursive: true });
const mebibyte = 1024 ** 2;

async function drawWindow(): Promise<readonly string[]> {
  const home = mkdtempSync(join(tmpdir(), 'longshore-pictures-'));
  const bucket = await startLocalBucket();
  const run = await standInDriver.start(home, {});
  const page = await run.page();
  const ask = (name: string, args: object) => page.evaluate(`longshore.${name}(${JSON.stringify(args)})`);
  const keys = {
    keyId: testKey.accessKeyId,
    secret: testKey.accessKeySecret,
    token: null,
    expiresAtMs: null,
  };
  await ask('saveAccount', {
    replaces: null,
    draft: {
      ...{
        name: 'work',
        kind: 'oss',
        endpoint: bucket.server.url,
        region: 'cn-hangzhou',
        addressing: 'path',
      },
      ...{ signing: null, checksum: null, credentialProcess: null, isDefault: true, keys },
    },
  });
  bucket.faults.on('sendPart', { nth: 18 }).throttle(150_000).times(Number.POSITIVE_INFINITY);
  const files = ['lecture-04.mp4', 'backup-2026-11.tar', 'survey.gpkg'].map((name, at) => {
    const path = join(home, name);
    writeFileSync(path, Buffer.alloc((at + 1) * 10 * mebibyte, at + 1));
    return path;
  });
  const target = { account: 'work', kind: 'oss', bucket: testBucket, prefix: '' };
  const how = { options: {}, partSize: mebibyte, isSimple: false, isAppend: false, name: null };
  await ask('addPaths', { ...how, target, paths: files });
  await page.setViewportSize({ width: 1180, height: 780 });
  await page.evaluate("location.hash = '#transfers'");
  await page.getByText('survey.gpkg').first().waitFor();
  await new Promise(resolve => setTimeout(resolve, 6_000));
  await page.screenshot({ path: join(out, 'desktop-window.png') });
  await page.evaluate("location.hash = '#settings'");
  await page.getByText('Start when I log in').waitFor();
  await page.getByText('Start when I log in').scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(out, 'desktop-settings.png') });
  const menu = await run.evaluate(({ seen }: Inside) => {
    const [tray] = [...seen.trays.values()];
    return [
      tray?.setToolTip ?? '',
      ...(tray?.setContextMenu?.items ?? []).map(item => (item.type === 'separator' ? '-' : item.label)),
    ];
  });
  await run.kill();
  await bucket.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  return menu;
}

/** Icons of all standings on both bars, and the menu as the app has made it. */
async function drawTray([tip = '', ...menu]: readonly string[]): Promise<void> {
  const icon = (name: string) =>
    `data:image/png;base64,${readFileSync(join(appRoot, 'assets', 'icons', 'tray', name)).toString('base64')}`;
  const standings = ['idle', 'sending', 'paused', 'attention', 'stale'];
  const bar = (kind: string, colour: string) =>
    `<div style="background:${colour};padding:10px 14px;display:flex;gap:22px">${standings.map(each => `<img width="24" src="${icon(`${each}-${kind}@2x.png`)}">`).join('')}</div>`;
  const { sayApp } = textsIn('en');
  const lines = menu.map(line =>
    line === '-'
      ? '<hr style="border:0;border-top:1px solid #ddd;margin:4px 0">'
      : `<div style="padding:4px 18px">${line}</div>`,
  );
  const html = `<body style="margin:24px;font:14px system-ui;background:#f4f6f8;width:420px">
    ${bar('on-dark', '#20262c')}<div style="height:10px"></div>${bar('on-light', '#ffffff')}
    <p style="color:#555">${standings.join(' · ')} — ${sayApp('tray.idle')}</p>
    <div style="display:inline-block;background:#333;color:#fff;padding:4px 10px;border-radius:4px">${tip}</div>
    <div style="margin-top:10px;background:#fff;border:1px solid #ddd;border-radius:6px;padding:6px 0;width:240px">${lines.join('')}</div></body>`;
  const browser = await chromium.launch({ args: pack.args, executablePath: await pack.executablePath() });
  const page = await browser.newPage({ viewport: { width: 470, height: 480 }, deviceScaleFactor: 2 });
  await page.setContent(html);
  await page.screenshot({ path: join(out, 'desktop-tray.png') });
  await browser.close();
}

await drawTray(await drawWindow());
