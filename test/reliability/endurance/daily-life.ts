import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../support/random.ts';

const mostFiles = 60;
const keptLogs = 5;

/** What somebody does in a folder, day by day, at the time of the clock. */
export interface DailyLife {
  /** Some changes, and a few lines in the log. */
  work(): void;
  /** The log makes way for a new one, as logrotate does it at night. */
  rotate(): void;
  /** Paths with `/`; logs that were rotated are among them. */
  files(): readonly string[];
  read(path: string): Buffer;
  /** Written to the log so far; each begins with its number. */
  readonly lines: number;
}

export function createDailyLife(root: string, random: Random, now: () => number): DailyLife {
  mkdirSync(join(root, 'papers'), { recursive: true });
  let last = 0;
  let lines = 0;

  function touch(path: string): void {
    const at = now() / 1000;
    utimesSync(path, at, at);
  }

  function write(name: string): void {
    const path = join(root, 'papers', name);
    writeFileSync(path, random.bytes(random.between(1, 8_000)));
    touch(path);
  }

  return {
    work() {
      const names = readdirSync(join(root, 'papers'));
      const some = names[random.between(0, Math.max(0, names.length - 1))];
      last += 1;
      if (names.length < mostFiles) write(`paper ${last}`);
      if (some !== undefined) {
        const path = join(root, 'papers', some);
        const chance = random.next();
        if (chance < 0.4) write(some);
        else if (chance < 0.6) renameSync(path, join(root, 'papers', `renamed ${last}`));
        else if (chance < 0.8 && names.length > mostFiles / 2) rmSync(path);
      }
      lines += 1;
      appendFileSync(join(root, 'app.log'), `line ${lines} ${'x'.repeat(random.between(0, 200))}\n`);
      touch(join(root, 'app.log'));
    },
    rotate() {
      rmSync(join(root, `app.log.${keptLogs}`), { force: true });
      for (let number = keptLogs - 1; number >= 0; number -= 1) {
        const from = join(root, number === 0 ? 'app.log' : `app.log.${number}`);
        if (existsSync(from)) renameSync(from, join(root, `app.log.${number + 1}`));
      }
      writeFileSync(join(root, 'app.log'), '');
      touch(join(root, 'app.log'));
    },
    files: () =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile() && !entry.name.startsWith('.longshore-'))
        .map(entry => join(entry.parentPath, entry.name).slice(root.length + 1)),
    read: path => readFileSync(join(root, path)),
    get lines() {
      return lines;
    },
  };
}
