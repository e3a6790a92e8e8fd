import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SinkChecksum } from '../start-sink.ts';
import type { Peer } from './peer.ts';

/** A library, driven by a small script beside this file: `SCRIPT URL PATH PARALLEL`. It has no notion of what is unchanged. */
function library(name: string, checksum: SinkChecksum, script: string): Peer {
  return {
    ...{ name, checksum, version: packageVersion(name), works: ['file', 'tree'], isTold: true },
    command: ({ path, url, caFile, parallel }) => ({
      program: process.execPath,
      args: [join(import.meta.dirname, script), url, path, `${parallel}`],
      env: caFile === null ? {} : { NODE_EXTRA_CA_CERTS: caFile },
    }),
  };
}

/** Null where the package is not installed. */
function packageVersion(name: string): string | null {
  try {
    let directory = dirname(createRequire(import.meta.url).resolve(name));
    for (;;) {
      const manifest = readManifest(directory);
      if (manifest?.name === name) return manifest.version;
      directory = dirname(directory);
    }
  } catch {
    return null;
  }
}

function readManifest(directory: string): { name?: string; version: string } | null {
  try {
    return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  } catch {
    if (directory === dirname(directory)) throw new Error('no package.json above');
    return null;
  }
}

export const aliOss = library('ali-oss', 'crc64', 'ali-oss-put.ts');
export const awsSdk = library('@aws-sdk/client-s3', 'crc32', 'aws-sdk-put.ts');
