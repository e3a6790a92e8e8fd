import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const requireFrom = createRequire(join(root, 'node_modules', 'app-builder-lib', 'package.json'));
const { load } = requireFrom('js-yaml') as { load(text: string): unknown };

interface Release {
  readonly on: { readonly push: { readonly tags: readonly string[] } };
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly needs?: string;
  readonly strategy?: { readonly matrix: { readonly include: readonly { readonly args: string }[] } };
  readonly steps: readonly { readonly run?: string; readonly with?: { readonly path?: string } }[];
}

const release = load(read('.github/workflows/release.yml')) as Release;
const runsOf = (job: string) => (release.jobs[job]?.steps ?? []).map(({ run = '' }) => run).join('\n');

interface Packaging {
  readonly appId: string;
  readonly nsis: { readonly perMachine: boolean; readonly allowElevation: boolean; readonly include: string };
  readonly linux: { readonly maintainer: string };
  readonly extraMetadata: { readonly homepage: string };
  readonly deb: { readonly fpm: readonly string[] };
  readonly rpm: { readonly fpm: readonly string[] };
}

const packaging = load(read('electron-builder.yml')) as Packaging;

describe('a tag', () => {
  test('makes packages for three systems, once all tests are green on either driver', () => {
    expect(release.on.push.tags).toEqual(['v*']);
    expect(release.jobs['package']?.needs).toBe('test');
    const args = release.jobs['package']?.strategy?.matrix.include.map(each => each.args).join(' ');
    for (const system of ['--linux', '--win', '--mac']) expect(args).toContain(system);
    expect(runsOf('test')).toContain('npm test');
    expect(runsOf('test')).toContain('install-electron');
  });

  test('is published with checksums and with what is in it', () => {
    expect(runsOf('package')).toMatch(/npm sbom [^\n]*\n\s*node assets\/build\/sbom\.ts dist\/packages </);
    expect(runsOf('package')).not.toContain('--omit');
    const kept = release.jobs['package']?.steps.map(each => each.with?.path ?? '').join('\n');
    for (const kind of ['exe', 'dmg', 'zip', 'AppImage', 'deb', 'rpm', 'cdx.json'])
      expect(kept).toContain(`*.${kind}`);
    expect(runsOf('publish')).toContain('sha256sum');
    expect(runsOf('publish')).toContain('--draft');
  });

  test('makes no package that nobody answers for', () => {
    expect(runsOf('test')).toContain('"$MAINTAINER"');
    expect(runsOf('package')).toContain('-c.linux.maintainer=$MAINTAINER');
    expect(runsOf('package')).toContain('-c.extraMetadata.homepage=');
  });

  test('names a feed only for what is signed, and only by https', () => {
    expect(runsOf('package')).toMatch(/CSC_LINK:-.*RUNNER_OS" = Linux/);
    expect(runsOf('package')).toContain('https://*)');
  });
});

describe('the installer of Windows', () => {
  const { nsis, appId } = packaging;
  const script = read(nsis.include);
  const macro = (name: string) => new RegExp(`!macro ${name}\\n([^!]*)!macroend`).exec(script)?.[1] ?? '';

  test('is for one user, and offers nothing else', () => {
    expect(nsis).toMatchObject({ perMachine: false, allowElevation: false });
    expect(macro('customInstallMode')).toContain('StrCpy $isForceCurrentInstall "1"');
  });

  test('leaves nothing behind that starts at login, and updates leave it alone', () => {
    const [first, ...lines] = macro('customUnInstall')
      .trim()
      .split('\n')
      .map(line => line.trim());
    // An update runs this as well.
    expect(first).toMatch(/^\$\{ifNot\} \$\{isUpdated\}$/);
    expect(lines.at(-1)).toMatch(/^\$\{endIf\}$/);
    expect(lines.join('\n')).toMatch(/^DeleteRegValue HKCU ".*\\CurrentVersion\\Run" "\$\{APP_ID\}"$/m);
    expect(lines.join('\n')).toMatch(/^DeleteRegValue HKCU ".*\\StartupApproved\\Run" "\$\{APP_ID\}"$/m);
    // Electron names what starts at login by this id.
    expect(read('main/app/prepare.ts')).toContain(`const appId = '${appId}';`);
  });
});

describe('packages of Linux', () => {
  test('have what deb and rpm do not go without', () => {
    expect(packaging.linux.maintainer).toMatch(/^[^<>]+ <[^<>@\s]+@[^<>@\s]+>$/);
    expect(URL.canParse(packaging.extraMetadata.homepage)).toBe(true);
  });

  test('put entries for files into the menus of file managers', () => {
    expect(packaging.rpm.fpm).toEqual(packaging.deb.fpm);
    for (const line of packaging.deb.fpm) {
      const [from = '', to = ''] = line.split('=');
      expect(existsSync(join(root, from)), from).toBe(true);
      expect(to).toMatch(/^\/usr\/share\/(kio|Thunar|nemo)\//);
      expect(read(from)).toContain('Exec=/opt/Longshore/longshore %F\n');
    }
  });
});
