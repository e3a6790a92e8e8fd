import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { WebContents } from 'electron';
import { describe, expect, test } from 'vitest';
import { pagePolicy } from '../../../main/api/page-policy.ts';
import { isOwnFrame } from '../../../main/app/ipc.ts';
import { createPageHandler, isPageAddress } from '../../../main/app/page-scheme.ts';
import {
  guardContents,
  isAllowedPermission,
  mayOpenExternally,
  secureSession,
} from '../../../main/app/security.ts';
import { windowOptions } from '../../../main/app/window.ts';
import { silentLog } from '../../../main/base/log.ts';
import { StandInEvent } from '../../support/electron/events.ts';
import { sessionRules } from '../../support/electron/session.ts';

const root = new URL('../../..', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const place = { x: 0, y: 0, width: 800, height: 600, isMaximized: false };

describe('the window', () => {
  test('keeps the page apart from the machine', () => {
    const { webPreferences } = windowOptions(place, { preload: '/p.cjs', icon: '/i.png', isPackaged: true });
    expect(webPreferences).toEqual({
      preload: '/p.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      devTools: false,
    });
  });

  test('has developer tools only outside of packages', () => {
    const { webPreferences } = windowOptions(place, { preload: '', icon: '', isPackaged: false });
    expect(webPreferences?.devTools).toBe(true);
  });
});

test('the policy of the page lets in nothing but its own files', () => {
  expect(pagePolicy('NONCE')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-NONCE'; img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  );
});

test.each([
  ['app://longshore/', true],
  ['app://longshore/assets/x.js', true],
  ['app://longshore.evil/', false],
  ['app://user@longshore/', false],
  ['app://evil/longshore', false],
  ['https://longshore/', false],
  ['file:///etc/passwd', false],
  ['about:blank', false],
  ['nonsense', false],
])('%s is ours: %s', (address, isOurs) => {
  expect(isPageAddress(address)).toBe(isOurs);
});

test.each([
  ['https://help.aliyun.com/zh/oss/', true],
  ['https://docs.aws.amazon.com/s3/', true],
  ['http://help.aliyun.com/', false],
  ['https://help.aliyun.com.evil.com/', false],
  ['https://user:pw@help.aliyun.com/', false],
  ['https://help.aliyun.com:8443/', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['longshore://add-target', false],
  ['smb://server/share', false],
])('%s may be opened outside: %s', (address, isAllowed) => {
  expect(mayOpenExternally(address)).toBe(isAllowed);
});

test('of permissions the page has the clipboard alone, and others have none', () => {
  const asked = [
    'media',
    'geolocation',
    'notifications',
    'midi',
    'openExternal',
    'fileSystem',
    'display-capture',
    'hid',
    'usb',
    'serial',
    'pointerLock',
    'fullscreen',
    'window-management',
    'idle-detection',
  ];
  expect(asked.filter(each => isAllowedPermission(each, 'app://longshore/', true))).toEqual([]);
  for (const permission of ['clipboard-sanitized-write', 'clipboard-read']) {
    expect(isAllowedPermission(permission, 'app://longshore/', true)).toBe(true);
    expect(isAllowedPermission(permission, 'app://longshore/', false)).toBe(false);
    expect(isAllowedPermission(permission, 'https://example.com/', true)).toBe(false);
  }
});

test('the session answers permissions, devices and requests by these rules', () => {
  secureSession(silentLog);
  const { permissionRequest, permissionCheck, devicePermission, beforeRequest } = sessionRules;
  const own = { requestingUrl: 'app://longshore/', isMainFrame: true } as never;
  const asked = (permission: string) => {
    const answers: boolean[] = [];
    permissionRequest?.({} as WebContents, permission as never, is => void answers.push(is), own);
    return answers;
  };
  expect([asked('media'), asked('clipboard-read')]).toEqual([[false], [true]]);
  const check = (permission: string) => permissionCheck?.(null, permission as never, 'app://longshore/', own);
  expect([check('geolocation'), check('clipboard-read')]).toEqual([false, true]);
  expect(devicePermission?.({} as never)).toBe(false);
  const isLoaded = (url: string) => {
    const cancelled: unknown[] = [];
    beforeRequest?.({ url } as never, ({ cancel }) => void cancelled.push(cancel));
    return cancelled.map(each => !each);
  };
  expect(isLoaded('app://longshore/assets/x.js')).toEqual([true]);
  for (const url of ['https://example.com/', 'file:///etc/passwd', 'app://other/', 'ws://127.0.0.1/']) {
    expect(isLoaded(url), url).toEqual([false]);
  }
});

test('a page opens no window, holds no webview, and goes nowhere', () => {
  let open: Parameters<WebContents['setWindowOpenHandler']>[0] = () => ({ action: 'allow' });
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: typeof open) => {
      open = handler;
    },
  });
  guardContents(contents as unknown as WebContents, silentLog);
  expect(open({ url: 'app://longshore/' } as never)).toEqual({ action: 'deny' });
  const isPrevented = (name: string, over: object = {}) => {
    const event = Object.assign(new StandInEvent(), over);
    contents.emit(name, event);
    return event.defaultPrevented;
  };
  expect(isPrevented('will-attach-webview')).toBe(true);
  expect(isPrevented('will-redirect')).toBe(true);
  const own = 'app://longshore/';
  expect(isPrevented('will-frame-navigate', { url: own, isMainFrame: true })).toBe(false);
  expect(isPrevented('will-frame-navigate', { url: own, isMainFrame: false })).toBe(true);
  expect(isPrevented('will-frame-navigate', { url: 'https://example.com/', isMainFrame: true })).toBe(true);
});

test('only the own page in the window itself may speak', () => {
  const frame = (url: string, parent: unknown = null) =>
    ({ url, parent }) as Parameters<typeof isOwnFrame>[0];
  expect(isOwnFrame(frame('app://longshore/'))).toBe(true);
  expect(isOwnFrame(frame('app://longshore/', frame('app://longshore/')))).toBe(false);
  expect(isOwnFrame(frame('https://example.com/'))).toBe(false);
  expect(isOwnFrame(null)).toBe(false);
});

describe('the scheme of the page', () => {
  const serve = createPageHandler(new URL('main/app', root).pathname);
  test.each([
    ['app://longshore/window.ts', 'GET', 404],
    ['app://longshore/%2e%2e/index.ts', 'GET', 404],
    ['app://longshore/..%5cindex.json', 'GET', 404],
    ['app://longshore/.hidden.json', 'GET', 404],
    ['app://longshore/a%00.json', 'GET', 404],
    ['app://longshore/%E0%A4%A.json', 'GET', 404],
    ['app://other/index.html', 'GET', 403],
    ['app://longshore/index.html', 'POST', 405],
    ['app://longshore/missing.js', 'GET', 404],
  ])('answers %s by %s with %i', async (url, method, status) => {
    expect((await serve(new Request(url, { method }))).status).toBe(status);
  });
});

describe('the packaged configuration', () => {
  const config = read('electron-builder.yml');
  test.each([
    'runAsNode: false',
    'enableCookieEncryption: true',
    'enableNodeOptionsEnvironmentVariable: false',
    'enableNodeCliInspectArguments: false',
    'enableEmbeddedAsarIntegrityValidation: true',
    'onlyLoadAppFromAsar: true',
    'grantFileProtocolExtraPrivileges: false',
    'hardenedRuntime: true',
    'publish: null',
    'schemes: [longshore]',
  ])('says %s', line => {
    expect(config.split('\n').filter(each => each.trim() === line)).toHaveLength(1);
  });

  test('claims no kinds of files and turns no archive off', () => {
    expect(config).not.toMatch(/fileAssociations|^asar:|disableAsarIntegrity/m);
  });

  test.each(['entitlements.mac.plist', 'entitlements.mac.inherit.plist'])(
    '%s asks for nothing but a compiler',
    name => {
      const keys = [...read(`assets/build/${name}`).matchAll(/<key>([^<]+)<\/key>/g)].map(([, key]) => key);
      expect(keys).toEqual(['com.apple.security.cs.allow-jit']);
    },
  );
});

test('the preload script has one method for each request of the contract, and knows nothing but Electron', () => {
  const preload = read('preload/preload.ts');
  const asked = [...preload.matchAll(/^ {2}(\w+): ask\('(\w+)'\),$/gm)].map(([, method, name]) => [
    method,
    name,
  ]);
  for (const [method, name] of asked) expect(method).toBe(name);
  const contract = ['accounts', 'desktop', 'folders', 'history', 'settings', 'tasks', 'transfers']
    .map(name => read(`preload/contract/${name}.ts`))
    .flatMap(text =>
      [...text.matchAll(/export interface \w+Requests \{([\s\S]*?)\n\}/g)].map(([, body = '']) => body),
    )
    .flatMap(body => [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name));
  expect(asked.map(([method]) => method).toSorted()).toEqual(contract.toSorted());
  const imports = [...preload.matchAll(/^import (type )?.* from '([^']+)'/gm)].filter(([, type]) => !type);
  expect(imports.map(([, , from]) => from)).toEqual(['electron']);
});
