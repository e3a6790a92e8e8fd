import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Engine, EngineEvent } from '../../../main/engine.ts';
import { type FolderSettings, usualSettings } from '../../../main/model/folder.ts';
import type { StoreKind } from '../../../main/model/target.ts';
import type { NetworkSetup } from '../../../main/remote/store-setup.ts';
import type { FolderEvent, FolderSync } from '../../../main/sync/folder-sync.ts';
import { markerName } from '../../../main/watch/root.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import { createRandom } from '../../support/random.ts';
import { createWorld, partSizes } from '../../support/world.ts';
import { lookAt } from '../kills/look.ts';
import { countFilesBelow } from './fail-files.ts';
import { createRequestFaults } from './fail-requests.ts';
import { quietly } from './plan.ts';
import { damagesOf, listedUploads } from './record-view.ts';

/** A folder in a bucket, the engine over it, and the test's own looks at all three, which neither count nor fail. */
export interface IthWorld {
  readonly bucketDir: string;
  /** Of a file that goes up in three parts. */
  readonly largeBytes: Uint8Array;
  readonly root: string;
  /** What engines and folders have told, in order. */
  readonly events: readonly (EngineEvent | FolderEvent)[];
  /** Opens the engine and the folder where they are not open yet. */
  open(): Promise<FolderSync>;
  engine(): Promise<Engine>;
  /** Lets time pass, so that what was put off is due. */
  leap(ms: number): void;
  /** Ends the engine, as if the program had ended. */
  close(): Promise<void>;
  /** Changes the folder as its user does. */
  change(task: (files: Files) => void): void;
  /** The bytes of a file below the root; null when there is none. */
  fileAt(path: string): Buffer | null;
  /** The bytes of the object of a key. */
  objectAt(key: string): Promise<Buffer | null>;
  /** How folder and bucket differ, one sentence each. */
  differences(): Promise<readonly string[]>;
  /** What SQLite finds wrong with the record. */
  damages(): readonly string[];
  /** Unfinished uploads on the server that the record tells nothing of. */
  leaked(): Promise<readonly string[]>;
  /** Requests that the bucket has had, the test's own ones included. */
  requests(): number;
  /** Removes everything. */
  end(): Promise<void>;
}

export interface Files {
  write(path: string, content: string | Uint8Array): void;
  append(path: string, content: string): void;
  move(from: string, to: string): void;
  remove(path: string): void;
}

/** No fault is a silence, so what is waited for for long waits for a busy machine. */
const network: NetworkSetup = {
  ...{ proxy: 'none', caFile: null, connections: 16 },
  ...{ connectTimeoutMs: 20_000, progressTimeoutMs: 15_000 },
};
const prefix = 'backup/';
const trash = '.longshore-trash/';

const settings: FolderSettings = {
  ...usualSettings,
  mode: 'mirror',
  quietMs: 0,
  patienceMs: 1_000,
  deletes: { maxFiles: 100, maxPercent: 100, delayMs: 0, trash },
};

export async function createIthWorld(kind: StoreKind): Promise<IthWorld> {
  const endings: (() => void | Promise<void>)[] = [];
  const look = { isOn: false };
  const faults = createRequestFaults(() => look.isOn);
  const world = await createWorld(kind, { faults }, task => endings.push(task));
  countFilesBelow(world.dir);
  const root = join(world.dir, 'folder');
  const recordPath = join(world.dataDir, 'longshore.db');
  // Everybody else's client, so that a fault of ours can not hide itself.
  const client = lookAt(Number(new URL(world.access.address.endpoint).port));
  endings.push(client.end);
  quietly(() => mkdirSync(root));
  const clock = createLeapingClock();
  const events: (EngineEvent | FolderEvent)[] = [];
  let running: Promise<Engine> | null = null;
  let opened: Promise<FolderSync> | null = null;
  const at = (path: string) => join(root, path);
  const folderSettings = kind === 'oss' ? { ...settings, appendPatterns: ['*.log'] } : settings;

  async function engine(): Promise<Engine> {
    running ??= world.engine({ clock, network, parallel: 2, usualPartSize: partSizes[kind] }).then(made => {
      made.onEvent(event => void events.push(event));
      return made;
    });
    running.catch(() => {
      running = null;
    });
    return running;
  }

  async function open(): Promise<FolderSync> {
    const wish = { root, access: world.access, prefix, settings: folderSettings };
    opened ??= engine().then(made => made.openFolder(wish, event => void events.push(event)));
    opened.catch(() => {
      opened = null;
    });
    return opened;
  }

  async function close(): Promise<void> {
    const [folder, made] = await Promise.all([opened?.catch(() => null), running?.catch(() => null)]);
    opened = null;
    running = null;
    try {
      await folder?.close();
    } finally {
      await made?.close();
    }
  }

  /** The bucket's own folder and requests are looked at without faults; nothing of the engine runs meanwhile. */
  async function looking<T>(task: () => Promise<T>): Promise<T> {
    look.isOn = true;
    try {
      return await task();
    } finally {
      look.isOn = false;
    }
  }

  const objectAt = (key: string) => looking(() => client.bytes(key));

  async function keys(): Promise<readonly string[]> {
    const found = await looking(() => client.objects(prefix));
    return found.map(({ key }) => key.slice(prefix.length)).filter(key => !key.startsWith(trash));
  }

  function fileAt(path: string): Buffer | null {
    return quietly(() => {
      try {
        return readFileSync(at(path));
      } catch {
        return null;
      }
    });
  }

  return {
    bucketDir: world.bucket.dir,
    largeBytes: createRandom(1).bytes(2 * partSizes[kind] + 1_000),
    root,
    events,
    open,
    engine,
    leap: clock.leap,
    close,
    change(task) {
      quietly(() =>
        task({
          write(path, content) {
            mkdirSync(dirname(at(path)), { recursive: true });
            writeFileSync(at(path), content);
          },
          append: (path, content) => appendFileSync(at(path), content),
          move(from, to) {
            mkdirSync(dirname(at(to)), { recursive: true });
            renameSync(at(from), at(to));
          },
          remove: path => rmSync(at(path)),
        }),
      );
    },
    fileAt,
    objectAt,
    async differences() {
      const files = quietly(() => readdirSync(root, { recursive: true, withFileTypes: true }))
        .filter(entry => entry.isFile() && entry.name !== markerName)
        .map(entry => join(entry.parentPath, entry.name).slice(root.length + 1));
      const stored = new Set(await keys());
      const found = [...stored]
        .filter(key => !files.includes(key))
        .map(key => `${key} is in the bucket alone`);
      for (const path of files) {
        const [file, object] = [fileAt(path), await objectAt(prefix + path)];
        if (!object) found.push(`${path} is on the disk alone`);
        else if (!file?.equals(object))
          found.push(`${path} differs: ${hashOf(file)} here, ${hashOf(object)} there`);
      }
      return found;
    },
    damages: () => damagesOf(recordPath),
    async leaked() {
      const unfinished = await looking(() => client.unfinished(''));
      const listed = listedUploads(recordPath);
      return unfinished.filter(({ uploadId }) => !listed.has(uploadId)).map(({ key }) => key);
    },
    requests: () => Object.values(world.bucket.server.stats().requests).reduce((sum, each) => sum + each, 0),
    async end() {
      for (const task of endings.toReversed()) await task();
    },
  };
}

function hashOf(bytes: Uint8Array | null): string {
  return bytes
    ? `${bytes.length} bytes, ${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}`
    : 'nothing';
}
