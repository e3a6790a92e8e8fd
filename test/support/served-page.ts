import { onTestFinished } from 'vitest';
import { keyVariables, type RunningCommand, startCommand } from './command.ts';
import { type LocalBucket, startLocalBucket, testBucket } from './local-bucket.ts';
import { createTempDir } from './temp-dir.ts';
import { type Browser, enter } from './web-face.ts';

/** `longshore serve` in a process of its own, and a browser that was let in. */
export interface ServedPage {
  readonly folder: string;
  readonly bucket: LocalBucket;
  readonly command: RunningCommand;
  readonly browser: Browser;
  /** Query of an upload to this key of the bucket. */
  uploadTo(key: string): string;
}

/** Where uploads of the page go: the environment's account. */
export const servedTarget = { account: null, kind: 'oss', bucket: testBucket, prefix: '' } as const;

/** Starts the command; `like` again over what another one left behind, its browser's session included. */
export async function servePage(options: readonly string[] = [], like?: ServedPage): Promise<ServedPage> {
  const folder = like?.folder ?? (await createTempDir());
  const bucket = like?.bucket ?? (await startLocalBucket());
  if (!like) onTestFinished(() => bucket.close());
  const port = String(like?.browser.port ?? 0);
  const command = startCommand(['serve', '--port', port, '--json', ...options], {
    folder,
    environment: { ...keyVariables, OSS_ENDPOINT: bucket.server.url, OSS_REGION: 'cn-hangzhou' },
  });
  onTestFinished(async () => {
    command.process.kill('SIGKILL');
    await command.ended;
  });
  let text = '';
  command.process.stdout?.on('data', (chunk: string) => {
    text += chunk;
  });
  await command.untilShown(/"listening".*\n/);
  const { links } = JSON.parse(text.split('\n')[0] ?? '') as { readonly links: readonly string[] };
  return {
    ...{ folder, bucket, command },
    browser: like?.browser ?? (await enter(links[0] ?? '')),
    uploadTo(name) {
      const wishes = { target: servedTarget, options: {}, partSize: null, isSimple: false, isAppend: false };
      return `/upload?${new URLSearchParams({ name, wishes: JSON.stringify(wishes) })}`;
    },
  };
}
