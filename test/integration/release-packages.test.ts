import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createTempDir } from '../support/temp-dir.ts';

const root = join(import.meta.dirname, '..', '..');
const requireFrom = createRequire(join(root, 'node_modules', 'app-builder-lib', 'package.json'));
const { load } = requireFrom('js-yaml') as { load(text: string): unknown };

interface Release {
  readonly jobs: {
    readonly package: { readonly steps: readonly { readonly name?: string; readonly run?: string }[] };
  };
}

/** Stands in for the packer: writes its words down, and a feed as electron-builder does. */
const packer = `#!/bin/sh
printf '%s\\n' "$@" > words
mkdir -p dist/packages
printf 'version: 1.0.0\\npath: Longshore.AppImage\\n' > dist/packages/latest-linux.yml
`;

/** Runs the workflow's own script, as a runner does. */
async function runStep(variables: Readonly<Record<string, string>>) {
  const { jobs } = load(readFileSync(join(root, '.github/workflows/release.yml'), 'utf8')) as Release;
  const script = jobs.package.steps.find(({ name }) => name === 'Package')?.run ?? '';
  const dir = await createTempDir();
  mkdirSync(join(dir, 'bin'));
  writeFileSync(join(dir, 'bin', 'npx'), packer, { mode: 0o755 });
  const filled = script.replaceAll('${'.concat('{ matrix.args }}'), '--linux --x64');
  execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', filled], {
    cwd: dir,
    env: {
      ...{ PATH: `${join(dir, 'bin')}:${process.env['PATH'] ?? ''}`, RUNNER_OS: 'Linux', RUNNER_TEMP: dir },
      ...{ GITHUB_SERVER_URL: 'https://github.example', GITHUB_REPOSITORY: 'o/r' },
      ...{ CSC_LINK: '', CSC_KEY_PASSWORD: '', APPLE_API_KEY_ID: '', APPLE_API_ISSUER: '', NOTARY_KEY: '' },
      ...{ FEED: '', STAGE: '', MAINTAINER: 'A <a@example.com>', ...variables },
    },
    stdio: 'pipe',
  });
  return {
    words: readFileSync(join(dir, 'words'), 'utf8').trimEnd().split('\n'),
    feed: load(readFileSync(join(dir, 'dist/packages/latest-linux.yml'), 'utf8')),
  };
}

describe.skipIf(process.platform === 'win32')('the release workflow', () => {
  test('writes the share that an update goes to first into its feed', async () => {
    const { feed, words } = await runStep({ FEED: 'https://updates.example/', STAGE: '20' });
    expect(feed).toEqual({ version: '1.0.0', path: 'Longshore.AppImage', stagingPercentage: 20 });
    expect(words).toContain('-c.publish.url=https://updates.example/');
  });

  test('lets an update out to all where no share is named', async () => {
    expect((await runStep({ FEED: 'https://updates.example/' })).feed).not.toHaveProperty(
      'stagingPercentage',
    );
  });

  test('names no feed to what is not signed, and none without https', async () => {
    const { words } = await runStep({ FEED: 'https://updates.example/', RUNNER_OS: 'Windows' });
    expect(words.filter(word => word.includes('publish.'))).toEqual([]);
    await expect(runStep({ FEED: 'http://updates.example/' })).rejects.toThrow('the feed has to be https');
  });
});
