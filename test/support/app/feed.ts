import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A feed of updates as a release makes it for AppImages, and a package that looks there. */
export interface Feed {
  /** The folder `resources` of the package. */
  readonly resources: string;
  /** The package's own file, which an update takes the place of. */
  readonly appImage: string;
  /** Paths of all requests so far. */
  readonly asked: string[];
}

export interface FeedSetup {
  readonly version: string;
  /** The program of the update. */
  readonly program: string;
  /** What the feed says is the program's; absent for the truth. */
  readonly sha512?: string;
  /** To so many of a hundred it goes first; absent for all. */
  readonly stagingPercentage?: number;
}

export async function startFeed(home: string, setup: FeedSetup): Promise<Feed> {
  const { version, program, sha512, stagingPercentage } = setup;
  const name = `Longshore-${version}-linux.AppImage`;
  const sum = sha512 ?? createHash('sha512').update(program).digest('base64');
  const size = Buffer.byteLength(program);
  const manifest = `version: ${version}
files:
  - url: ${name}
    sha512: ${sum}
    size: ${size}
path: ${name}
sha512: ${sum}
releaseDate: '2026-01-01T00:00:00.000Z'
${stagingPercentage === undefined ? '' : `stagingPercentage: ${stagingPercentage}\n`}`;
  const asked: string[] = [];
  const server = createServer((request, answer) => {
    const path = (request.url ?? '').replace(/\?.*/, '');
    asked.push(path);
    if (/^\/latest-linux.*\.yml$/.test(path)) answer.end(manifest);
    else if (path === `/${name}`) answer.end(program);
    else answer.writeHead(404).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;

  const resources = join(home, 'resources');
  mkdirSync(resources);
  writeFileSync(
    join(resources, 'app-update.yml'),
    `provider: generic\nurl: http://127.0.0.1:${port}\nupdaterCacheDirName: longshore-updater\n`,
  );
  const appImage = join(home, 'Longshore.AppImage');
  writeFileSync(appImage, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  return { resources, appImage, asked };
}
