import { expect, test } from 'vitest';
import type { Inside } from '../support/app/app-run.ts';
import { createAppWorld, until } from '../support/app/app-world.ts';
import { describeDrivers } from '../support/app/drivers.ts';
import { standInDriver } from '../support/app/stand-in-driver.ts';

const remote = 'https://example.com/';

describeDrivers(driver => {
  test('the page has the bridge and nothing of Node or Electron', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    const found = await page.evaluate(`({
      foreign: ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter(name => name in window),
      isFrozen: Object.isFrozen(window.longshore),
      generic: ['invoke', 'send', 'request', 'on', 'call'].filter(name => name in window.longshore),
    })`);
    expect(found).toEqual({ foreign: [], isFrozen: true, generic: [] });
    await page.evaluate('try { window.longshore = null } catch {}');
    expect(await page.evaluate('typeof window.longshore.getSession')).toBe('function');
  });

  test('the page can load nothing from elsewhere and run nothing that is not a file of its own', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    const fetched = await page.evaluate(`fetch('${remote}').then(() => 'loaded', () => 'refused')`);
    expect(fetched).toBe('refused');
    const inline = await page.evaluate(`new Promise(resolve => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective), { once: true });
      const script = document.createElement('script');
      script.textContent = 'window.wasRun = true';
      document.body.append(script);
    })`);
    expect(inline).toMatch(/^script-src/);
    expect(await page.evaluate('window.wasRun')).toBeUndefined();
    expect(
      await page.evaluate("document.querySelector('meta[http-equiv=Content-Security-Policy]').content"),
    ).toMatch(/default-src 'none'/);
    const framed = await page.evaluate(`new Promise(resolve => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective), { once: true });
      const frame = document.createElement('iframe');
      frame.src = '${remote}';
      document.body.append(frame);
    })`);
    expect(framed).toMatch(/^(frame|child|default)-src/);
  });

  test('the page can neither leave nor open another window', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    const before = page.url();
    const pages = () => page.context().pages().length;
    const pagesBefore = pages();
    await page.evaluate(`void (location.href = '${remote}')`);
    await page.evaluate(`void window.open('${remote}', '_blank')`);
    await page.evaluate('new Promise(resolve => setTimeout(resolve, 300))');
    expect(page.url()).toBe(before);
    await expect.poll(pages).toBe(pagesBefore);
    const { windows, opened } = await run.evaluate(({ electron, seen }: Inside) => ({
      windows: electron.BrowserWindow.getAllWindows().length,
      opened: seen.opened,
    }));
    expect({ windows, opened }).toEqual({ windows: 1, opened: [] });
  });

  test('files beside those of the page are not served, whatever the way to them', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    for (const path of [
      '../main/index.js',
      '..%2fmain%2findex.js',
      '%2e%2e/package.json',
      'index.html%00',
      '//etc/passwd',
    ]) {
      const status = await page.evaluate(`fetch('/${path}').then(answer => answer.status, () => 0)`);
      expect([0, 404], path).toContain(status);
    }
  });

  test('the log holds no secret, and neither does what is printed', async () => {
    const world = await createAppWorld(driver);
    const run = await world.start();
    const page = await run.page();
    await page.evaluate(`longshore.saveAccount({ draft: ${JSON.stringify(world.account)}, replaces: null })`);
    await page.evaluate(`longshore.saveAccount({ draft: { secret: 'test-secret-0001' } }).catch(() => {})`);
    await run.quit();
    const { readFileSync } = await import('node:fs');
    const log = readFileSync(`${world.home}/config/longshore-desktop/logs/main.log`, 'utf8');
    expect(log).toContain('the app has started');
    expect(`${log}${run.output()}`).not.toContain('test-secret-0001');
  });
});

test('a package opens no way to its page for those who would debug it', async () => {
  const args = ['--remote-debugging-port=9222', '--remote-debugging-pipe', '--hidden'];
  const world = await createAppWorld(standInDriver);
  const left = async (resources: string | null) => {
    const run = await world.start({ args, resources });
    const found = await run.evaluate(({ electron }: Inside) =>
      ['remote-debugging-port', 'remote-debugging-pipe', 'hidden'].filter(each =>
        electron.app.commandLine.hasSwitch(each),
      ),
    );
    await until('it is ready', () => run.evaluate(({ electron }: Inside) => electron.app.isReady()), run);
    await run.quit();
    return found;
  };
  expect(await left(world.home)).toEqual(['hidden']);
  expect(await left(null)).toHaveLength(3);
});
